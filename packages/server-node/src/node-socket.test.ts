import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createChat, type Socket } from "@ws-chat/server";
import { describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { attachChat } from "./attach.ts";

describe("a socket", () => {
  async function open(heard = () => {}): Promise<{ socket: Socket; peer: WebSocket; close(): void }> {
    const opened = Promise.withResolvers<Socket>();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const accept = (socket: Socket) => {
      opened.resolve(socket);
      return { receive() {}, heard, closed() {} };
    };
    attachChat(server, { ...createChat(), accept });
    const peer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/websocket`);
    const close = () => {
      peer.terminate();
      server.close();
    };
    return { socket: await opened.promise, peer, close };
  }

  it("hands what is sent in one turn to the network at the turn's end, in one go", async () => {
    const { socket, peer, close } = await open();
    const heard: string[] = [];
    const all = new Promise<void>((resolve) => {
      peer.on("message", (data: Buffer) => heard.push(data.toString()) === 3 && resolve());
    });
    socket.send("a");
    expect(socket.bufferedBytes).toBe(3);
    socket.send("b");
    await Promise.resolve();
    socket.send("c");
    expect(socket.bufferedBytes).toBe(9);
    await all;
    expect(heard).toEqual(["a", "b", "c"]);
    expect(socket.bufferedBytes).toBe(0);
    close();
  });

  it("does nothing after its end, however it is asked", async () => {
    const { socket, peer, close } = await open();
    const ended = once(peer, "close");
    socket.close(4001, "slow");
    socket.close(4002, "again");
    socket.send("too late");
    expect((await ended)[0]).toBe(4001);
    socket.send("much too late");
    socket.terminate();
    socket.terminate();
    expect(socket.bufferedBytes).toBe(0);
    close();
  });

  it("pings, and tells of pings and pongs", async () => {
    const heard = vi.fn<() => void>();
    const { socket, peer, close } = await open(heard);
    const pinged = once(peer, "ping");
    socket.ping?.();
    await pinged;
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    const ponged = once(peer, "pong");
    peer.ping();
    await ponged;
    expect(heard).toHaveBeenCalledTimes(2);
    socket.terminate();
    socket.ping?.();
    close();
  });

  it("is gone at once when it is terminated", async () => {
    const { socket, peer, close } = await open();
    const ended = once(peer, "close");
    socket.terminate();
    expect((await ended)[0]).toBe(1006);
    close();
  });
});
