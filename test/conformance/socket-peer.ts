import { pingText, subprotocol } from "@ws-chat/protocol";
import { WebSocket } from "ws";
import { type Arrival, Inbox, roomElsewhere, typeOf } from "./inbox.ts";
import type { Peer } from "./peer.ts";

/** One WebSocket. */
export class SocketPeer implements Peer {
  #socket: WebSocket;
  readonly #inbox = new Inbox();
  /** What has to be said again where the room turns out to be elsewhere; `undefined` once something was answered. */
  #said: string[] | undefined = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  #listen(socket: WebSocket): void {
    socket.binaryType = "nodebuffer";
    socket.on("message", (data, isBinary) => {
      const text = (data as Buffer).toString();
      const frame = isBinary ? { binary: text } : parsed(text);
      const room = this.#said && roomElsewhere(frame);
      if (room === undefined) this.#arrive({ frame });
      else this.#move(socket, room);
    });
    socket.on("close", (code, reason) => {
      if (socket === this.#socket) this.#arrive({ closed: code, reason: reason.toString() });
    });
    socket.on("pong", (data) => this.#arrive({ frame: { type: "WebSocket pong", data: data.toString() } }));
    socket.on("error", () => {});
  }

  /** Connects; without `language`, as a text client. */
  static async connect(
    url: string,
    language: string | undefined = subprotocol,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<SocketPeer> {
    const socket = new WebSocket(url, language === "" ? [] : [language], { perMessageDeflate: false, headers });
    const peer = new SocketPeer(socket);
    await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    if (socket.protocol !== language) throw new Error(`the server selected ${JSON.stringify(socket.protocol)}`);
    return peer;
  }

  send(content: unknown): void {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    this.#said?.push(text);
    this.#socket.send(text);
  }

  /** Sends bytes as they are, as a binary message or, whatever they are, as text; in several fragments where there are several. */
  sendBytes(kind: "binary" | "text", ...parts: readonly Uint8Array[]): void {
    for (const [at, part] of parts.entries()) {
      this.#socket.send(part, { binary: kind === "binary", fin: at === parts.length - 1 });
    }
  }

  /** A ping of WebSocket itself. */
  ping(data: string): void {
    this.#socket.ping(data);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  next(): Promise<Arrival | undefined> {
    return this.#inbox.next();
  }

  peek(ms?: number): Promise<Arrival | undefined> {
    return this.#inbox.peek(ms);
  }

  async drop(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.terminate();
    await closed;
  }

  /** Comes back in `room`, once, as a client does at 4004. */
  #move(from: WebSocket, room: string): void {
    const said = this.#said ?? [];
    this.#said = undefined;
    this.#socket = new WebSocket(`${from.url}?room=${encodeURIComponent(room)}`, [from.protocol], {
      perMessageDeflate: false,
    });
    this.#listen(this.#socket);
    this.#socket.on("open", () => {
      for (const text of said) this.#socket.send(text);
    });
  }

  #arrive(arrival: Arrival): void {
    const isPong = "frame" in arrival && typeOf(arrival.frame) === "pong";
    this.#said = isPong ? this.#said?.filter((text) => text !== pingText) : undefined;
    this.#inbox.put(arrival);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
