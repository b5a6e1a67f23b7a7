import { subprotocol } from "@ws-chat/protocol";
import { WebSocket } from "ws";

/** What arrives on one connection: a frame, bare text, or its end. */
export type Arrival = { readonly frame: unknown } | { readonly closed: number };

/** How long a server may take for one step. */
const patienceMs = 5_000;

/** One connection, with what has arrived on it and was not looked at yet. */
export class Peer {
  readonly #socket: WebSocket;
  readonly #inbox: Arrival[] = [];
  #waiting: (() => void) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "nodebuffer";
    socket.on("message", (data, isBinary) => {
      const text = (data as Buffer).toString();
      this.#arrive({ frame: isBinary ? { binary: text } : parsed(text) });
    });
    socket.on("close", (code) => this.#arrive({ closed: code }));
    socket.on("error", () => {});
  }

  /** Connects; without `language`, as a text client. */
  static async connect(url: string, language: string | undefined = subprotocol): Promise<Peer> {
    const socket = new WebSocket(url, language === "" ? [] : [language], { perMessageDeflate: false });
    const peer = new Peer(socket);
    await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    if (socket.protocol !== language) throw new Error(`the server selected ${JSON.stringify(socket.protocol)}`);
    return peer;
  }

  send(content: unknown): void {
    this.#socket.send(typeof content === "string" ? content : JSON.stringify(content));
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** The next arrival; `undefined` when none comes in time. */
  async next(): Promise<Arrival | undefined> {
    await this.peek();
    return this.#inbox.shift();
  }

  /** The next arrival, which stays the next. */
  async peek(): Promise<Arrival | undefined> {
    if (this.#inbox.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs);
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

  #arrive(arrival: Arrival): void {
    this.#inbox.push(arrival);
    this.#waiting?.();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
