import { createServer, type IncomingMessage, type Server } from "node:http";
import { subprotocol } from "@ws-chat/protocol";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Workerd } from "./workerd.ts";

/** The server's frames after which an object is at work, as after none at all: it stays in memory by itself, and its eviction would wait. */
const busy = /^\{"type":"(typing|snapshot|delta)"/;

/** Stands before a Worker of the conformance suite, and puts a room's object out of memory before each message of a client gets there. */
export function listenEvicting(workerd: Workerd, port: number): Server {
  const server = createServer(async ({ url = "", method = "", headers }, response) => {
    const asked = { method, headers: { "content-type": headers["content-type"] ?? "" } };
    const answer = await workerd.fetch(url, asked);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    const { host = "", origin } = request.headers;
    const offers = request.headers["sec-websocket-protocol"] === subprotocol ? [subprotocol] : [];
    const upstream = new WebSocket(workerd.socketUrl(request.url), offers, {
      headers: { host, ...(origin !== undefined && { origin }) },
      perMessageDeflate: false,
    });
    // What comes at once may come before the other side has opened.
    const early: (() => void)[] = [];
    const hold = (data: RawData, isBinary: boolean): unknown =>
      early.push(() => upstream.emit("message", data, isBinary));
    upstream.on("message", hold);
    upstream.once("open", () => {
      const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => upstream.protocol });
      sockets.handleUpgrade(request, socket, head, (client) => {
        upstream.off("message", hold);
        relay(client, upstream, () => evict(workerd, request.url ?? ""));
        for (const again of early) again();
      });
    });
    upstream.once("error", () => socket.destroy());
  });
  return server.listen(port, "127.0.0.1");
}

function relay(client: WebSocket, upstream: WebSocket, before: () => Promise<void>): void {
  let last = Promise.resolve();
  let isQuiet = false;
  client.on("message", (data, isBinary) => {
    last = last.then(() => (isQuiet ? before() : undefined)).then(() => upstream.send(data, { binary: isBinary }));
  });
  upstream.on("message", (data, isBinary) => {
    isQuiet = !busy.test(String(data));
    client.send(data, { binary: isBinary });
  });
  client.on("close", (code) => void last.then(() => close(upstream, code, "")));
  upstream.on("close", (code, reason) => close(client, code, reason.toString()));
  for (const socket of [client, upstream]) socket.on("error", () => {});
}

function close(socket: WebSocket, code: number, reason: string): void {
  if (code === 1006) socket.terminate();
  else socket.close(code === 1005 ? undefined : code, reason);
}

async function evict(workerd: Workerd, path: string): Promise<void> {
  const { pathname, searchParams } = new URL(path, workerd.url);
  const room = searchParams.get("room");
  const profile = pathname.split("/")[2] ?? "plain";
  // Rejects where the object is not in memory.
  if (room !== null) await workerd.evict(room, profile.toUpperCase()).catch(() => {});
}
