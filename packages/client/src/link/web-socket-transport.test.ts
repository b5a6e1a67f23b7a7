import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { ScriptedServer } from "../server.test-support.ts";
import { openWebSocket } from "./web-socket-transport.ts";

/** Opens a connection and tells what becomes of it. */
function open(url: string, subprotocol?: string) {
  const opened = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<readonly [number, string]>();
  const received: unknown[] = [];
  const transport = openWebSocket(url, subprotocol, {
    opened: opened.resolve,
    received: (data) => received.push(data),
    closed: (...end) => closed.resolve(end),
  });
  return { transport, opened: opened.promise, closed: closed.promise, received };
}

describe("openWebSocket", () => {
  it("offers the subprotocol, carries texts both ways and tells the close code", async () => {
    await using server = await ScriptedServer.start();
    const { transport, opened, closed, received } = open(server.url, "ws-chat.v1");
    expect(transport.send("too early")).toBe(false);
    expect(await opened).toBe("ws-chat.v1");
    expect(transport.send("hi")).toBe(true);
    const peer = await server.peer();
    expect(await peer.text()).toBe("hi");
    peer.socket.send("ho");
    peer.socket.close(4401, "why");
    expect(await closed).toEqual([4401, "why"]);
    expect(received).toEqual(["ho"]);
    expect(transport.send("too late")).toBe(false);
    transport.close();
  });

  it("offers nothing where none is asked for, and closes in order", async () => {
    await using server = await ScriptedServer.start();
    const { transport, opened, closed } = open(server.url);
    expect(await opened).toBe("");
    transport.close();
    expect((await closed)[0]).toBe(1005);
  });

  it("tells of a handshake that fails", async () => {
    const http = createServer((_, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    expect(await open(`ws://127.0.0.1:${port}/`).closed).toEqual([1006, ""]);
    http.close();
    await once(http, "close");
    expect(await open(`ws://127.0.0.1:${port}/`).closed).toEqual([1006, ""]);
  });
});
