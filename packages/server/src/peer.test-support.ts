import { type ClientFrame, closeCodes, decodeServerFrame, type ServerFrame } from "@ws-chat/protocol";
import type { Chat } from "./chat-types.ts";
import type { Connection, Opening, Socket } from "./socket.ts";

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** The far end of a connection, in memory: what the server sent, and a way to wait for more. */
export class Peer implements Socket {
  /** Everything sent, as text. */
  readonly texts: string[] = [];
  closedWith: { readonly code: number; readonly reason: string } | undefined;
  terminated = false;
  /** Pings of WebSocket itself. */
  pings = 0;
  bufferedBytes = 0;
  readonly connection: Connection;
  #read = 0;
  #n = 0;
  #watchers: (() => void)[] = [];

  constructor(chat: Chat, opening: Partial<Opening> = {}) {
    this.connection = chat.accept(this, { language: "ws-chat.v1", url: "/websocket", ...opening });
  }

  send(text: string): void {
    if (this.closedWith || this.terminated) return;
    this.texts.push(text);
    this.#notify();
  }

  close(code: number, reason: string): void {
    this.closedWith ??= { code, reason };
    this.#notify();
  }

  terminate(): void {
    this.terminated = true;
    this.#notify();
  }

  ping(): void {
    this.pings += 1;
  }

  /** Everything sent, read by the client's own check. */
  get frames(): ServerFrame[] {
    return this.texts.map((text) => {
      const frame = decodeServerFrame(text);
      if (!frame) throw new Error(`no client knows ${text}`);
      return frame;
    });
  }

  of<T extends ServerFrame["type"]>(type: T): Frame<T>[] {
    return this.frames.filter((frame): frame is Frame<T> => frame.type === type);
  }

  say(frame: ClientFrame): void {
    this.connection.receive(JSON.stringify(frame));
  }

  /** Sends a message under the next `n`. */
  write(text: string, more: { readonly id?: string; readonly since?: { epoch: string; seq: number } } = {}): number {
    this.#n += 1;
    this.say({ type: "send", n: this.#n, id: `m${this.#n}`, text, ...more });
    return this.#n;
  }

  async hello(hello: Partial<Extract<ClientFrame, { type: "hello" }>> = {}): Promise<Frame<"welcome">> {
    this.say({ type: "hello", ...hello });
    return this.next("welcome");
  }

  /** The next frame of that type that was not returned yet; frames of other types on the way are skipped. */
  async next<T extends ServerFrame["type"]>(type: T): Promise<Frame<T>> {
    for (;;) {
      const { frames } = this;
      while (this.#read < frames.length) {
        const frame = frames[this.#read];
        this.#read += 1;
        if (frame?.type === type) return frame as Frame<T>;
      }
      if (this.closedWith) throw new Error(`closed with ${this.closedWith.code} while waiting for ${type}`);
      await this.#change();
    }
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) await this.#change();
  }

  /** The code it was closed with. */
  async end(): Promise<number> {
    await this.until(() => this.closedWith !== undefined);
    return this.closedWith?.code ?? closeCodes.abnormal.code;
  }

  /** The network takes the connection away. */
  drop(): void {
    this.closedWith ??= { code: closeCodes.abnormal.code, reason: "" };
    this.connection.closed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #notify(): void {
    for (const resume of this.#watchers.splice(0)) resume();
  }
}
