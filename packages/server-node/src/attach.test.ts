import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { type Chat, createChat } from "@ws-chat/server";
import express from "express";
import fastify from "fastify";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type Attachment, attachChat } from "./attach.ts";
import type { AttachOptions } from "./options.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function chatFor(...options: Parameters<typeof createChat>): Chat {
  const chat = createChat(...options);
  cleanups.push(() => chat.close());
  return chat;
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  cleanups.push(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

/** A server that answers 404 to everything, with a chat on it. */
async function chatServer(
  options: AttachOptions = {},
  chat = chatFor(),
): Promise<{ server: Server; port: number; attached: Attachment }> {
  const server = createServer((_, response) => response.writeHead(404).end());
  const attached = attachChat(server, chat, options);
  return { server, port: await portOf(server), attached };
}

const handshakeHeaders = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

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

/** What the server says first to a text client that says `text`. */
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

describe("attachChat", () => {
  it("answers on an Express app's server, beside its routes and its 404", async () => {
    const app = express();
    app.get("/orders", (_, response) => void response.send("two rolls"));
    const server = app.listen(0, "127.0.0.1");
    attachChat(server, chatFor());
    await once(server, "listening");
    const port = await portOf(server);
    expect(await answer(connect(port))).toBe("Server echoed: hi");
    expect(await (await fetch(`http://127.0.0.1:${port}/orders`)).text()).toBe("two rolls");
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/websocket`)).status).toBe(200);
  });

  it("answers on a Fastify app's server, beside its routes and its 404", async () => {
    const app = fastify();
    app.get("/orders", () => "two rolls");
    attachChat(app.server, chatFor());
    await app.listen({ port: 0, host: "127.0.0.1" });
    cleanups.push(() => app.close());
    const port = (app.server.address() as AddressInfo).port;
    expect(await answer(connect(port))).toBe("Server echoed: hi");
    expect(await (await fetch(`http://127.0.0.1:${port}/orders`)).text()).toBe("two rolls");
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/websocket`)).status).toBe(200);
  });

  it.each(["before", "after"])("stands beside a WebSocketServer of another path, registered %s it", async (order) => {
    const server = createServer((_, response) => response.writeHead(404).end());
    const attach = () => attachChat(server, chatFor());
    if (order === "after") attach();
    // `ws` answers 400 and destroys whatever is not of its path.
    const hotReload = new WebSocketServer({ server, path: "/hot-reload" });
    hotReload.on("connection", (socket) => socket.on("message", () => socket.send("reloaded")));
    if (order === "before") attach();
    const port = await portOf(server);
    expect(await answer(connect(port))).toBe("Server echoed: hi");
    expect(await answer(connect(port, { path: "/hot-reload" }))).toBe("reloaded");
    expect(await answer(connect(port))).toBe("Server echoed: hi");
  });

  it("keeps two chats on two paths of one server apart", async () => {
    const server = createServer();
    attachChat(server, chatFor(), { path: "/echo" });
    attachChat(server, chatFor({ onMessage: () => "I am the other" }), { path: "/other" });
    const port = await portOf(server);
    expect(await answer(connect(port, { path: "/echo" }))).toBe("Server echoed: hi");
    expect(await answer(connect(port, { path: "/other" }))).toBe("I am the other");
  });

  it("selects ws-chat.v1 where it is offered, and echoes no other offer", async () => {
    const { port } = await chatServer();
    const ours = connect(port, { protocols: ["graphql-ws", "ws-chat.v1"] });
    await once(ours, "open");
    expect(ours.protocol).toBe("ws-chat.v1");
    expect(JSON.parse(await answer(ours, '{"type":"hello"}'))).toMatchObject({ type: "welcome", resumed: false });

    const headers = { ...handshakeHeaders, "Sec-WebSocket-Protocol": "graphql-ws" };
    const handshake = request({ port, host: "127.0.0.1", path: "/websocket", headers }).end();
    const [response, socket] = await once(handshake, "upgrade");
    socket.destroy();
    expect(response.headers["sec-websocket-protocol"]).toBeUndefined();
  });

  it.each([
    ["GET", 200, '{"ws-chat":["v1"]}'],
    ["HEAD", 200, ""],
    ["PUT", 405, ""],
    ["DELETE", 405, ""],
  ])("answers a plain %s with %d, readable by any page and kept by none", async (method, status, body) => {
    const { port } = await chatServer();
    const response = await fetch(`http://127.0.0.1:${port}/websocket?room=lobby`, { method });
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  it("accepts a page of its own host, and closes one of another with 4403 before the chat hears of it", async () => {
    const onRefusedOrigin = vi.fn<(origin: string) => void>();
    const chat = chatFor();
    const { port } = await chatServer({ onRefusedOrigin, origins: ["https://shop.example"] }, chat);
    const own = { Host: "chat.example", Origin: "https://chat.example" };
    expect(await answer(connect(port, { headers: own }))).toBe("Server echoed: hi");
    expect(await answer(connect(port, { headers: { ...own, Origin: "https://shop.example" } }))).toBe(
      "Server echoed: hi",
    );

    const accept = vi.spyOn(chat, "accept");
    for (const origin of ["https://evil.example", "https://evil.example", "null"]) {
      const socket = connect(port, { headers: { ...own, Origin: origin }, protocols: ["ws-chat.v1"] });
      expect(await ending(socket)).toEqual([4403, "room or origin not allowed"]);
    }
    expect(accept).not.toHaveBeenCalled();
    expect(onRefusedOrigin.mock.calls).toEqual([["https://evil.example"], ["null"]]);
  });

  it("reads address and host from its proxies' headers only where it trusts them", async () => {
    const headers = {
      Host: "127.0.0.1:8888",
      Origin: "https://chat.example",
      "X-Forwarded-Host": "chat.example",
      "X-Forwarded-For": "1.1.1.1, 203.0.113.7",
    };
    const chat = chatFor();
    const accept = vi.spyOn(chat, "accept");
    const behind = await chatServer({ trustProxy: true }, chat);
    await answer(connect(behind.port, { headers: { ...headers, Cookie: "session=1" }, path: "/websocket?room=lobby" }));
    expect(accept.mock.lastCall?.[1]).toEqual({
      language: "text",
      url: "/websocket?room=lobby",
      origin: "https://chat.example",
      ip: "203.0.113.7",
      cookie: "session=1",
    });

    const bare = await chatServer({ onRefusedOrigin: () => {} }, chat);
    expect((await ending(connect(bare.port, { headers })))[0]).toBe(4403);
    const { Origin: _, ...fromNoPage } = headers;
    await answer(connect(bare.port, { headers: fromNoPage }));
    expect(accept.mock.lastCall?.[1].ip).toBe("127.0.0.1");

    // The server is on the loopback; so is a page of the loopback, unless there is a proxy between them.
    const local = { Host: "chat.example", Origin: "http://localhost:5173" };
    await answer(connect(bare.port, { headers: local }));
    const proxied = { ...local, "X-Forwarded-For": "203.0.113.7" };
    expect((await ending(connect(bare.port, { headers: proxied })))[0]).toBe(4403);
  });

  it("answers over TLS, where a page of its own host has to have come by it, too", async () => {
    // Each side knows the key, so that nobody needs a certificate.
    const psk = Buffer.alloc(16, 1);
    const tls = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
    const server = createTlsServer({ ...tls, pskCallback: () => psk });
    attachChat(server, chatFor(), { onRefusedOrigin: () => {} });
    const port = await portOf(server);
    const from = (origin: string, headers = {}): WebSocket => {
      const socket = new WebSocket(`wss://127.0.0.1:${port}/websocket`, {
        ...tls,
        pskCallback: () => ({ psk, identity: "test" }),
        checkServerIdentity: () => undefined,
        headers: { Host: "chat.example", Origin: origin, ...headers },
      } as object);
      cleanups.push(() => socket.terminate());
      return socket;
    };
    expect(await answer(from("https://chat.example"))).toBe("Server echoed: hi");
    expect((await ending(from("http://chat.example")))[0]).toBe(4403);
    const proxied = { "X-Forwarded-For": "203.0.113.7" };
    expect(await answer(from("http://chat.example", proxied))).toBe("Server echoed: hi");
  });

  it.each<[string, AttachOptions, RegExp]>([
    ["a path without a slash", { path: "websocket" }, /path is "websocket".*"\/websocket"/],
    ["a path with a query", { path: "/websocket?room=lobby" }, /without query/],
    ["origins that are no list", { origins: "https://shop.example" as never }, /\["https:\/\/shop\.example"\]/],
    ["an origin with a path", { origins: ["https://shop.example/chat"] }, /scheme, host and port only/],
    ["a number of proxies below none", { trustProxy: -1 }, /trustProxy is -1/],
    ["a misspelt option", { pth: "/chat" } as object, /pth is not an option; there are path, origins/],
    [
      "a path in their place",
      "/chat" as unknown as object,
      /"\/chat" is no object of options; there are path, origins/,
    ],
  ])("refuses %s with the remedy", (_, options, remedy) => {
    expect(() => attachChat(createServer(), chatFor(), options)).toThrow(TypeError);
    expect(() => attachChat(createServer(), chatFor(), options)).toThrow(remedy);
  });

  it("takes nothing but a server and a chat, and says where they are found", () => {
    const onApp = () => attachChat(express() as never, chatFor());
    expect(onApp).toThrow(TypeError);
    expect(onApp).toThrow(/wants an http\.Server: of Express what app\.listen\(8888\) returns, of Fastify app\.server/);
    expect(() => attachChat(undefined as never, chatFor())).toThrow(/wants an http\.Server/);
    const withoutChat = () => attachChat(createServer(), { path: "/websocket" } as never);
    expect(withoutChat).toThrow(TypeError);
    expect(withoutChat).toThrow(/there is no chat; pass what createChat returned/);
  });

  it("says goodbye with 1012 when it closes, and leaves the server as it was", async () => {
    const { port, attached } = await chatServer();
    const talking = connect(port, { protocols: ["ws-chat.v1"] });
    await once(talking, "open");
    talking.send(JSON.stringify({ type: "hello" }));
    await once(talking, "message");
    const text = connect(port);
    await answer(text);

    const bye = once(talking, "message").then(([data]) => JSON.parse(String(data)));
    const endings = Promise.all([ending(talking), ending(text)]);
    await attached.close();
    expect(await bye).toMatchObject({ type: "bye", code: 1012 });
    expect(await endings).toEqual([
      [1012, "server drains or restarts"],
      [1012, "server drains or restarts"],
    ]);
    expect((await fetch(`http://127.0.0.1:${port}/websocket`)).status).toBe(404);
  });

  it("does not wait for a peer that never answers its goodbye", async () => {
    const { server, port, attached } = await chatServer();
    const deaf = connect(port);
    await answer(deaf);
    deaf.pause();
    await attached.close();
    expect(deaf.readyState).toBe(WebSocket.OPEN);
    expect(await promisify(server.getConnections.bind(server))()).toBe(0);
  });

  it("survives a handshake that is none", async () => {
    const { port } = await chatServer();
    const broken = request({
      port,
      host: "127.0.0.1",
      path: "/websocket",
      headers: { ...handshakeHeaders, "Sec-WebSocket-Key": "short" },
    }).end();
    const [response] = await once(broken, "response");
    expect(response.statusCode).toBe(400);
    expect(await answer(connect(port))).toBe("Server echoed: hi");
  });
});
