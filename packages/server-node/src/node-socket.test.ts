import { on, once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createChat, type Socket } from "@ws-chat/server";
import { describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { attachChat } from "./attach.ts";
import { ChatWebSocket } from "./chat-web-socket.ts";
import { joinSocket } from "./node-socket.ts";

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** A server that answers whatever it hears, and a peer that writes its own bytes. */
async function answering(): Promise<{ peer: Duplex; close(): void }> {
  const server = createServer();
  attachChat(server, {
    ...createChat(),
    accept: (socket) => ({ receive: () => socket.send("answer"), heard() {}, closed() {} }),
  });
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const path = "/websocket";
  const handshake = request({ port: await portOf(server), host: "127.0.0.1", path, headers }).end();
  const [, peer] = await once(handshake, "upgrade");
  return { peer, close: () => server.close() };
}

/** The next messages that `peer` hears. */
async function heardBy(peer: WebSocket, count: number): Promise<string[]> {
  const heard: string[] = [];
  for await (const [data] of on(peer, "message")) if (heard.push(String(data)) === count) break;
  return heard;
}

describe("a socket", () => {
  async function open(heard = () => {}): Promise<{ socket: Socket; peer: WebSocket; close(): void }> {
    const opened = Promise.withResolvers<Socket>();
    const server = createServer();
    const accept = (socket: Socket) => {
      opened.resolve(socket);
      return { receive() {}, heard, closed() {} };
    };
    attachChat(server, { ...createChat(), accept });
    const peer = new WebSocket(`ws://127.0.0.1:${await portOf(server)}/websocket`);
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

  it.each([0, 1, 125, 126, 65_535, 65_536, 262_144])("sends %d bytes, ASCII or not, as they are", async (bytes) => {
    const { socket, peer, close } = await open();
    const texts = ["x".repeat(bytes), "é".repeat(bytes / 2), "🐟".repeat(bytes / 4)];
    for (const text of texts) socket.send(text);
    expect(await heardBy(peer, 3)).toEqual(texts);
    close();
  });

  it("sends each peer its own texts, and those that are the same to all", async () => {
    const [one, other] = await Promise.all([open(), open()]);
    for (const text of ["same", "much the same", "same"]) for (const { socket } of [one, other]) socket.send(text);
    one.socket.send("mine");
    other.socket.send("hers");
    expect(await Promise.all([heardBy(one.peer, 4), heardBy(other.peer, 4)])).toEqual([
      ["same", "much the same", "same", "mine"],
      ["same", "much the same", "same", "hers"],
    ]);
    one.close();
    other.close();
  });

  it("says what it has been given before it closes", async () => {
    const { socket, peer, close } = await open();
    const told: unknown[] = [];
    peer.on("message", (data) => told.push(String(data)));
    socket.send("farewell");
    socket.close(4001, "slow");
    socket.send("too late");
    const [code] = await once(peer, "close");
    expect([...told, code]).toEqual(["farewell", 4001]);
    close();
  });

  it("says why it turns a peer away before it does", async () => {
    const server = createServer();
    const accept = (socket: Socket) => {
      socket.send("full");
      socket.close(4400, "full");
      return { receive() {}, heard() {}, closed() {} };
    };
    attachChat(server, { ...createChat(), accept });
    const peer = new WebSocket(`ws://127.0.0.1:${await portOf(server)}/websocket`);
    const heard = once(peer, "message");
    const ended = once(peer, "close");
    expect([String((await heard)[0]), (await ended)[0]]).toEqual(["full", 4400]);
    server.close();
  });

  it("answers what came together with the peer's close before it closes", async () => {
    const { peer, close } = await answering();
    // A question and a close, masked with zeros.
    peer.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x3f, 0x88, 0x80, 0, 0, 0, 0]));
    const bytes: Buffer[] = [];
    for await (const chunk of peer) bytes.push(chunk);
    expect(Buffer.concat(bytes).toString("latin1")).toBe("\x81\x06answer\x88\x00");
    close();
  });

  it("counts what its peer does not take", async () => {
    const { socket, peer, close } = await open();
    peer.pause();
    const text = "x".repeat(1_000_000);
    for (let sent = 0; sent < 30; sent += 1) socket.send(text);
    expect(socket.bufferedBytes).toBe(30 * (text.length + 10));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(socket.bufferedBytes).toBeGreaterThan(text.length);
    const heard = heardBy(peer, 30);
    peer.resume();
    expect((await heard).every((each) => each === text)).toBe(true);
    expect(socket.bufferedBytes).toBe(0);
    close();
  });

  it("lets go of what it holds when the network has gone", async () => {
    const server = createServer();
    const joined = Promise.withResolvers<Socket>();
    const accept = (socket: Socket) => {
      joined.resolve(socket);
      return { receive() {}, heard() {}, closed() {} };
    };
    attachChat(server, { ...createChat(), accept });
    const connected = once(server, "connection");
    const peer = new WebSocket(`ws://127.0.0.1:${await portOf(server)}/websocket`);
    const [stream] = await connected;
    const socket = await joined.promise;
    await once(peer, "open");
    socket.send("held");
    stream.destroy();
    socket.send("into nowhere");
    expect((await once(peer, "close"))[0]).toBe(1006);
    expect(socket.bufferedBytes).toBe(0);
    server.close();
  });

  it("is understood where compression was negotiated, which leaves each message free not to use it", async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true, WebSocket: ChatWebSocket });
    server.on("upgrade", (upgrade, duplex, head) => {
      sockets.handleUpgrade(upgrade, duplex, head, (webSocket) => {
        joinSocket(webSocket, duplex, (socket) => ({
          receive: (data) => socket.send(String(data)),
          heard() {},
          closed() {},
        }));
      });
    });
    const peer = new WebSocket(`ws://127.0.0.1:${await portOf(server)}`, { perMessageDeflate: { threshold: 0 } });
    await once(peer, "open");
    expect(peer.extensions).toBe("permessage-deflate");
    const texts = ["a".repeat(5_000), "é", "c"];
    for (const text of texts) peer.send(text);
    expect(await heardBy(peer, 3)).toEqual(texts);
    peer.terminate();
    server.close();
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
    await expect.poll(() => heard).toHaveBeenCalledTimes(1);
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
