import { limits } from "@ws-chat/protocol";
import { ask } from "./ask.ts";
import { arrivalsOf, cutOff, inOrder, linesType } from "./answer.ts";
import { type Arrival, type Frame, Inbox, roomElsewhere } from "./inbox.ts";
import type { Peer } from "./peer.ts";
import { type Numbered, Sends } from "./sends.ts";

/** What stands around the frames of a body. */
const bodyChars = 1_000;

/**
 * A conversation by HTTP as PROTOCOL.md has it: one request that listens and, one at a time, requests that speak. What it takes
 * and gives is what goes by a WebSocket; so an own entry becomes the `ack` that it stands for.
 */
export class HttpPeer implements Peer {
  #url: string;
  readonly #inbox = new Inbox();
  readonly #end = new AbortController();
  readonly #sends = new Sends();
  #hello: string | undefined;
  #user: string | undefined;
  #cursor: object | undefined;
  #isMoving = false;
  #queue: string[] = [];
  #isSpeaking = false;
  #isOver = false;
  #opening: Promise<void> = Promise.resolve();
  #open: (() => void) | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  send(content: unknown): void {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    if (this.#hello === undefined) {
      this.#hello = text;
      void this.#listen();
      return;
    }
    this.#queue.push(text);
    this.#speakSoon();
  }

  next(): Promise<Arrival | undefined> {
    return this.#inbox.next();
  }

  peek(ms?: number): Promise<Arrival | undefined> {
    return this.#inbox.peek(ms);
  }

  pause(): void {
    this.#opening = new Promise((resolve) => (this.#open = resolve));
  }

  resume(): void {
    this.#open?.();
  }

  async drop(): Promise<void> {
    this.#isOver = true;
    this.#end.abort();
  }

  async #listen(): Promise<void> {
    const hello = this.#cursor ? JSON.stringify({ ...this.#helloFields(), resume: this.#cursor }) : this.#hello;
    for await (const arrival of this.#post("stream", [`${hello}`])) {
      await this.#opening;
      if (this.#isOver) return;
      if ("frame" in arrival) await this.#hear(arrival.frame as Frame);
      else if (arrival.closed !== inOrder && !this.#isMoving) return this.#over(arrival);
    }
    if (this.#user === undefined && !this.#isMoving) return this.#over({ closed: cutOff, reason: "no welcome" });
    this.#isMoving = false;
    if (!this.#isOver) void this.#listen();
  }

  async #hear(frame: Frame): Promise<void> {
    switch (frame.type) {
      case "pong":
        return;
      case "bye":
        return this.#hearBye(frame);
      case "welcome":
        return this.#hearWelcome(frame);
      case "entry": {
        this.#cursor = { ...this.#cursor, seq: frame["seq"], id: frame["id"] };
        const isOwn = (frame["from"] as Frame | undefined)?.["id"] === this.#user;
        const ack = isOwn ? await this.#sends.ackOf(frame) : undefined;
        return this.#inbox.put({ frame: ack ?? frame });
      }
      default:
        this.#inbox.put({ frame });
    }
  }

  #hearBye(frame: Frame): void {
    const room = this.#url.includes("?") ? undefined : roomElsewhere(frame);
    if (room === undefined) return this.#inbox.put({ frame });
    this.#isMoving = true;
    this.#url += `?room=${encodeURIComponent(room)}`;
    return undefined;
  }

  #hearWelcome(frame: Frame): void {
    const { epoch, seq, id, resumed } = frame;
    const user = (frame["user"] as Frame)["id"] as string;
    const isFirst = this.#user === undefined;
    if (!isFirst && (user !== this.#user || resumed !== true)) {
      return this.#over({ closed: cutOff, reason: `it was not resumed: ${JSON.stringify(frame)}` });
    }
    this.#user = user;
    this.#cursor = { epoch, seq, id };
    if (isFirst) this.#inbox.put({ frame });
    return this.#speakSoon();
  }

  #speakSoon(): void {
    if (this.#isSpeaking || this.#user === undefined) return;
    this.#isSpeaking = true;
    // What is said at once goes into one request.
    queueMicrotask(() => void this.#speak());
  }

  async #speak(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isOver) {
      const texts = this.#nextBatch();
      const batch = this.#sends.number(texts);
      const { resume: _, ...hello } = this.#helloFields();
      const pings = texts.filter((text) => text === '{"type":"ping"}').length;
      // The first says that the request has come.
      let pongs = -1;
      for await (const arrival of this.#post("send", [JSON.stringify(hello), ...batch.texts])) {
        if (this.#isOver) return;
        if ("closed" in arrival) {
          if (arrival.closed !== inOrder) return this.#over(arrival);
          break;
        }
        const frame = arrival.frame as Frame;
        if (frame.type === "pong" ? (pongs += 1) > 0 && pongs <= pings : frame.type !== "welcome") {
          this.#answer(frame, batch);
        }
      }
      if (batch.isGoneBack) this.#queue = this.#queue.filter((text) => !text.startsWith('{"type":"send"'));
      const lost = batch.end();
      if (lost !== undefined) return this.#over({ closed: cutOff, reason: `send ${lost} was not answered` });
    }
    this.#isSpeaking = false;
  }

  #answer(frame: Frame, batch: Numbered): void {
    const answer = batch.answered(frame);
    if (answer) this.#inbox.put({ frame: answer });
  }

  #nextBatch(): string[] {
    let chars = bodyChars + `${this.#hello}`.length;
    const tooMany = this.#queue.findIndex((text, at) => {
      chars += Buffer.byteLength(text) + 1;
      return at > 0 && (at + 2 > limits.requestFrames || chars > limits.requestBytes);
    });
    return this.#queue.splice(0, tooMany < 0 ? this.#queue.length : tooMany);
  }

  #helloFields(): { readonly resume?: unknown } {
    return JSON.parse(`${this.#hello}`) as object;
  }

  async *#post(mode: "stream" | "send", frames: readonly string[]): AsyncGenerator<Arrival, void> {
    const user = mode === "send" ? `"user":${JSON.stringify(this.#user)},` : "";
    try {
      // Frames as they were written, which may be no JSON at all.
      const body = `{"mode":"${mode}",${user}"frames":[${frames.join(",")}]}`;
      const answer = await ask(this.#url, { body, signal: this.#end.signal });
      if (answer.headers["content-type"] === linesType) yield* arrivalsOf(answer);
      else yield { closed: cutOff, reason: `it answered ${answer.statusCode}, ${answer.headers["content-type"]}` };
    } catch (error) {
      yield { closed: cutOff, reason: String(error) };
    }
  }

  #over(end: Arrival): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#end.abort();
    this.#inbox.put(end);
  }
}
