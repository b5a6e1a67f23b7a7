import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { serve, upgradeWebSocket } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { type Chat, createChat, type Socket } from "@ws-chat/server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { chatHandler, type ChatHandlerOptions } from "./chat-handler.ts";

/** The types of `ws` leave open whether `noServer` may be undefined, those of Hono do not. */
type Sockets = WebSocketServer & NonNullable<Parameters<typeof serve>[0]["websocket"]>["server"];

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function chatFor(...options: Parameters<typeof createChat>): Chat {
  const chat = createChat(...options);
  cleanups.push(() => chat.close());
  return chat;
}

/** The port of a server with a chat on `/websocket`, and whatever `prepare` puts in front of it. */
async function serving(
  options: Partial<ChatHandlerOptions> = {},
  chat = chatFor(),
  prepare?: (app: Hono) => void,
): Promise<number> {
  const app = new Hono();
  prepare?.(app);
  app.all("/websocket/*", chatHandler(chat, { upgradeWebSocket, ...options }));
  const sockets = new WebSocketServer({ noServer: true }) as Sockets;
  const server = serve({
    fetch: app.fetch,
    port: 0,
    hostname: "127.0.0.1",
    websocket: { server: sockets },
  });
  cleanups.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  if (!server.listening) await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

interface Offer {
  readonly protocols?: string[];
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

function connect(port: number, { protocols = [], headers = {}, path = "/websocket" }: Offer = {}): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
  cleanups.push(() => socket.terminate());
  return socket;
}

async function answer(socket: WebSocket, text = "hi"): Promise<string> {
  if (socket.readyState === WebSocket.CONNECTING) await once(socket, "open");
  const heard = once(socket, "message");
  socket.send(text);
  return String((await heard)[0]);
}

async function ending(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = await once(socket, "close");
  return [code, String(reason)];
}

describe("chatHandler", () => {
  it("answers on its route, beside others", async () => {
    const port = await serving({}, chatFor(), (app) => app.get("/orders", (c) => c.text("two rolls")));
    expect(await answer(connect(port))).toBe("Server echoed: hi");
    expect(await (await fetch(`http://127.0.0.1:${port}/orders`)).text()).toBe("two rolls");
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404);
  });

  it("carries the frames by POST, answered as they come, and refuses other sites' pages", async () => {
    const port = await serving({ origins: ["https://shop.example"] });
    const post = (mode: string, headers: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${port}/websocket?room=lobby`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify({ mode, frames: [{ type: "hello" }, { type: "send", n: 1, id: "m1", text: "hi" }] }),
      });
    const response = await post("stream", { Origin: "https://shop.example" });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    const reader = response.body?.getReader();
    let text = "";
    while (!text.includes("Server echoed: hi")) text += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();

    expect(await (await post("send")).text()).toContain('"type":"ack","n":1,"id":"m1","seq":3');
    expect((await post("send", { Origin: "https://evil.example" })).status).toBe(403);
    expect((await post("send", { "Content-Type": "text/plain" })).status).toBe(415);
  });

  it.each([
    ["GET", 200, '{"ws-chat":["v1"]}'],
    ["HEAD", 200, ""],
    ["PUT", 405, ""],
    ["DELETE", 405, ""],
  ])("answers a plain %s with %d, readable by any page and kept by none", async (method, status, body) => {
    const port = await serving();
    const response = await fetch(`http://127.0.0.1:${port}/websocket?room=lobby`, { method });
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  it.each([
    ["a, ws-chat.v1", "ws-chat.v1"],
    ["a,ws-chat.v1", "ws-chat.v1"],
    ["ws-chat.v1", "ws-chat.v1"],
    ["a, b", undefined],
    ["ws-chat.v10", undefined],
  ])("selects, of the offers %s, %s", async (offers, selected) => {
    const port = await serving();
    const handshake = request({
      port,
      host: "127.0.0.1",
      path: "/websocket",
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": offers,
      },
    }).end();
    const [response, socket] = await once(handshake, "upgrade");
    socket.destroy();
    expect(response.headers["sec-websocket-protocol"]).toBe(selected);
  });

  it("lets middleware before it refuse, and set headers", async () => {
    const port = await serving({}, chatFor(), (app) => {
      app.use(secureHeaders(), cors());
      app.use("/websocket/*", async (c, next) =>
        c.req.header("authorization") === "let me in" ? next() : c.text("no", 401),
      );
    });
    const [refusal] = await once(connect(port), "error");
    expect(refusal.message).toMatch(/401/);
    expect(await answer(connect(port, { headers: { Authorization: "let me in" } }))).toBe("Server echoed: hi");
  });

  it("says so where middleware before it has read what somebody sends", async () => {
    const said: string[] = [];
    const port = await serving({}, chatFor(), (app) => {
      app.onError((error, c) => {
        said.push(error.message);
        return c.text("", 500);
      });
      app.use(async (c, next) => {
        await c.req.text();
        return next();
      });
    });
    for (const path of ["/websocket", "/websocket/uploads"]) {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: "{}" });
      expect(status).toBe(500);
      expect(said.pop()).toMatch(`middleware has read the body of POST ${path} before it; register that after`);
    }
    expect(await answer(connect(port))).toBe("Server echoed: hi");
  });

  it("closes a page of another site with 4403 before the chat hears of it", async () => {
    const chat = chatFor();
    const accept = vi.spyOn(chat, "accept");
    const onRefusedOrigin = vi.fn<(origin: string) => void>();
    const port = await serving({ onRefusedOrigin, origins: ["https://shop.example"] }, chat);
    for (const origin of ["https://evil.example", "https://evil.example", "null"]) {
      expect(await ending(connect(port, { headers: { Origin: origin } }))).toEqual([
        4403,
        "room or origin not allowed",
      ]);
    }
    expect(accept).not.toHaveBeenCalled();
    expect(onRefusedOrigin.mock.calls).toEqual([["https://evil.example"], ["null"]]);
    expect(await answer(connect(port, { headers: { Origin: "https://shop.example" } }))).toBe("Server echoed: hi");
  });

  it("tells who connects from where, by its proxies' headers only where it trusts them", async () => {
    const chat = chatFor();
    const accept = vi.spyOn(chat, "accept");
    const headers = { "X-Forwarded-For": "1.1.1.1, 203.0.113.7", Cookie: "session=1" };
    const bare = await serving({ getConnInfo }, chat);
    await answer(connect(bare, { headers, path: "/websocket?room=lobby" }));
    expect(accept.mock.lastCall?.[1]).toEqual({
      language: "text",
      url: "/websocket?room=lobby",
      ip: "127.0.0.1",
      cookie: "session=1",
    });
    const behind = await serving({ getConnInfo, trustProxy: true }, chat);
    await answer(connect(behind, { headers }));
    expect(accept.mock.lastCall?.[1].ip).toBe("203.0.113.7");
  });

  it("hands what is sent in one turn to the network at the turn's end, and before it closes", async () => {
    const opened = Promise.withResolvers<Socket>();
    const accept = (socket: Socket) => {
      opened.resolve(socket);
      return { receive() {}, heard() {}, closed() {} };
    };
    const peer = connect(await serving({}, { ...chatFor(), accept }));
    const heard: string[] = [];
    const both = Promise.withResolvers<void>();
    peer.on("message", (data) => heard.push(String(data)) === 2 && both.resolve());
    const socket = await opened.promise;
    socket.send("a");
    await Promise.resolve();
    socket.send("b");
    expect(socket.bufferedBytes).toBe(6);
    await both.promise;
    expect([heard, socket.bufferedBytes]).toEqual([["a", "b"], 0]);
    socket.send("bye");
    socket.close(4001, "slow");
    socket.send("too late");
    expect([await ending(peer), heard.slice(2)]).toEqual([[4001, "slow"], ["bye"]]);
  });

  it.each(["peer", "server"])(
    "lets go of what it keeps for a turn when the %s drops the connection in it",
    async (who) => {
      const opened = Promise.withResolvers<Socket>();
      const gone = Promise.withResolvers<void>();
      const accept = (socket: Socket) => {
        opened.resolve(socket);
        return { receive() {}, heard() {}, closed: gone.resolve };
      };
      const peer = connect(await serving({}, { ...chatFor(), accept }));
      const socket = await opened.promise;
      await once(peer, "open");
      socket.send("held");
      if (who === "peer") peer.terminate();
      else socket.terminate();
      await gone.promise;
      socket.send("into nowhere");
      expect(socket.bufferedBytes).toBe(0);
    },
  );

  it("notices when a peer is gone", async () => {
    const chat = chatFor();
    const socket = connect(await serving({}, chat));
    await answer(socket);
    expect(chat.connections).toBe(1);
    socket.terminate();
    await expect.poll(() => chat.connections).toBe(0);
  });

  it("says goodbye with 1012 when the chat closes", async () => {
    const chat = chatFor();
    const socket = connect(await serving({}, chat));
    await answer(socket);
    const end = ending(socket);
    await chat.close();
    expect(await end).toEqual([1012, "server drains or restarts"]);
  });

  it.each<[string, Partial<ChatHandlerOptions>, RegExp]>([
    ["a missing helper", { upgradeWebSocket: undefined as never }, /upgradeWebSocket is missing.*hono\/bun/],
    ["an origin with a path", { origins: ["https://shop.example/chat"] }, /^chatHandler: origins has/],
    ["a number of proxies below none", { trustProxy: -1 }, /trustProxy is -1/],
    ["a misspelt option", { origin: [] } as object, /origin is not an option; .*upgradeWebSocket.*origins/],
  ])("refuses %s with the remedy", (_, options, remedy) => {
    const create = () => chatHandler(chatFor(), { upgradeWebSocket, ...options });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(remedy);
  });

  it("says what is missing where there are no options at all", () => {
    expect(() => chatHandler(chatFor(), undefined as never)).toThrow(/upgradeWebSocket is missing/);
  });
});
