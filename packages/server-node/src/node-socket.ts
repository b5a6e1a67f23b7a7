import type { Duplex } from "node:stream";
import type { Connection, Socket } from "@ws-chat/server";
import { atTurnEnd } from "@ws-chat/server/adapter";
import { type RawData, WebSocket } from "ws";
import type { ChatWebSocket } from "./chat-web-socket.ts";
import { textFrame } from "./text-frame.ts";

/** Joins an open WebSocket and the connection that `accept` makes of it. */
export function joinSocket(webSocket: ChatWebSocket, duplex: Duplex, accept: (socket: Socket) => Connection): void {
  const socket = new NodeSocket(webSocket, duplex);
  webSocket.socket = socket;
  webSocket.connection = accept(socket);
  webSocket.on("message", onMessage);
  webSocket.on("ping", onSign);
  webSocket.on("pong", onSign);
  webSocket.on("close", onClose);
  webSocket.on("error", onError);
}

// One of each for all sockets: a closure would keep alive what was around when its socket was opened, such as the request.

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  // The cast: of its three kinds of data, `ws` gives buffers unless told otherwise.
  connectionOf(this)?.receive(isBinary ? data : (data as Buffer).toString());
}

function onSign(this: WebSocket): void {
  connectionOf(this)?.heard();
}

function onClose(this: WebSocket): void {
  connectionOf(this)?.closed();
}

function connectionOf(webSocket: WebSocket): Connection | undefined {
  // The cast: no other sockets are joined.
  return (webSocket as ChatWebSocket).connection;
}

/** What breaks a socket also closes it, and the close is what counts. */
function onError(): void {}

/**
 * Control frames are left to `ws`. Text goes past it: framed once however many it is for, and what is sent in one turn of the event loop
 * held until that turn ends, so that it leaves in one write. Nobody else sends data on this socket, so no message of `ws` is ever open.
 */
class NodeSocket implements Socket {
  readonly #webSocket: WebSocket;
  readonly #duplex: Duplex;
  /** Frames, one character a byte. */
  #held = "";

  constructor(webSocket: WebSocket, duplex: Duplex) {
    this.#webSocket = webSocket;
    this.#duplex = duplex;
  }

  send(text: string): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    if (this.#held === "") flushLater(this);
    this.#held += frameOf(text);
  }

  close(code: number, reason: string): void {
    this.#webSocket.close(code, reason);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  ping(): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.ping();
  }

  get bufferedBytes(): number {
    return this.#duplex.writableLength + this.#held.length;
  }

  flush(): void {
    const held = this.#held;
    this.#held = "";
    if (held !== "" && this.#webSocket.readyState === WebSocket.OPEN) this.#duplex.write(held, "latin1");
  }
}

const flushLater = atTurnEnd((socket: NodeSocket) => socket.flush());

let lastText = "";
let lastFrame = textFrame("");

/** A room hands the same text to one socket after the other; only the first of them has it framed. */
function frameOf(text: string): string {
  if (text !== lastText) {
    lastText = text;
    lastFrame = textFrame(text);
  }
  return lastFrame;
}
