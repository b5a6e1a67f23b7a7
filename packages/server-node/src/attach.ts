import type { IncomingMessage, Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { limits } from "@ws-chat/protocol";
import type { Chat } from "@ws-chat/server";
import { createEndpoint, isLoopback, languageOf, uploadPathIn } from "@ws-chat/server/adapter";
import { type WebSocket, WebSocketServer } from "ws";
import { answerRequest } from "./answer-request.ts";
import { Dismissals } from "./dismissals.ts";
import { ChatWebSocket } from "./chat-web-socket.ts";
import { interceptPath } from "./intercept-path.ts";
import { joinSocket } from "./node-socket.ts";
import { type AttachOptions, resolvePath } from "./options.ts";

/** A chat on a server. */
export interface Attachment {
  /** Closes the chat (`bye`, 1012), waits until its sockets have ended, and gives the path back. The server stays yours to close. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Puts `chat` on one path of `server`: its upgrades, the requests by which clients find out what answers there, and beneath its
 * `/uploads` the files of its messages. Everything else on the server goes where it went before, whatever is registered before or after.
 * @throws {TypeError} names an option that cannot work, and the remedy.
 * @example attachChat(app.listen(8888), createChat());
 */
export function attachChat(server: Server | TlsServer, chat: Chat, options: AttachOptions = {}): Attachment {
  const path = resolvePath(options.path);
  const home = path.replace(/\/$/, "");
  const endpoint = createEndpoint("attachChat", chat, options, ["path"]);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    WebSocket: ChatWebSocket,
    handleProtocols: (_, request) => {
      const language = languageOf(request.headers["sec-websocket-protocol"]);
      return language !== "text" && language;
    },
  });

  const dismissals = new Dismissals();

  function upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
    const accept = endpoint.judge({
      url: request.url ?? path,
      header: (name) => request.headers[name]?.toString(),
      address: request.socket.remoteAddress,
      isSecure: "encrypted" in request.socket,
      onLoopback: listensOnLoopback(server),
    });
    sockets.handleUpgrade(request, duplex, head, (webSocket) => {
      joinSocket(webSocket, duplex, accept);
      if (webSocket.readyState !== webSocket.OPEN) dismissals.add(webSocket);
    });
  }

  const release = interceptPath(server, path, {
    owns: (other) => chat.uploads !== undefined && uploadPathIn(other)?.endpoint === home,
    request: (request, response) => void answerRequest(endpoint, request, response, listensOnLoopback(server)),
    upgrade,
  });

  async function close(): Promise<void> {
    await chat.close();
    await Promise.all([...sockets.clients].map(ended));
    release();
  }
  return { close, [Symbol.asyncDispose]: close };
}

function listensOnLoopback(server: Server | TlsServer): boolean {
  const address = server.address();
  return typeof address === "object" && address !== null && isLoopback(address.address);
}

/** How long a peer may take to answer the closing handshake before a shutting server drops it. */
const farewellMs = 2_000;

function ended(webSocket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const dropping = setTimeout(() => webSocket.terminate(), farewellMs);
    webSocket.on("close", () => {
      clearTimeout(dropping);
      resolve();
    });
  });
}
