import { subprotocol } from "@ws-chat/protocol";
import { WebSocket } from "ws";

/** What arrives on one connection: a frame, bare text, or its end. */
export type Arrival = { readonly frame: unknown } | { readonly closed: number; readonly reason: string };

/** How long a server may take for one step. */
const patienceMs = 5_000;

/** One connection, with what has arrived on it and was not looked at yet. */
export class Peer {
  #socket: WebSocket;
  readonly #inbox: Arrival[] = [];
  /** What has to be said again where the room turns out to be elsewhere; `undefined` once something was answered. */
  #said: string[] | undefined = [];
  #waiting: (() => void) | undefined;

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
  ): Promise<Peer> {
    const socket = new WebSocket(url, language === "" ? [] : [language], { perMessageDeflate: false, headers });
    const peer = new Peer(socket);
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

  /** Takes nothing from the network until it is told to go on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** The next arrival; `undefined` when none comes in time. */
  async next(): Promise<Arrival | undefined> {
    await this.peek();
    return this.#inbox.shift();
  }

  /** The next arrival, which stays the next; `undefined` when none comes in `ms`. */
  async peek(ms = patienceMs): Promise<Arrival | undefined> {
    if (this.#inbox.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#inbox[0];
  }

  /** Loses the connection, without a closing handshake. */
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
    if (!("frame" in arrival) || !isPong(arrival.frame)) this.#said = undefined;
    this.#inbox.push(arrival);
    this.#waiting?.();
  }
}

function roomElsewhere(frame: unknown): string | undefined {
  const { code, room } = frame as { readonly code?: unknown; readonly room?: unknown };
  return code === 4004 && typeof room === "string" ? room : undefined;
}

const isPong = (frame: unknown): boolean => (frame as { readonly type?: unknown }).type === "pong";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
