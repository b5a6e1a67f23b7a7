import { limits } from "@ws-chat/protocol";
import { systemClock } from "../clock.ts";
import type { Connection, Socket } from "../socket.ts";

/** How often is looked whether an answer that has ended was taken. */
const lookMs = 1_000;
/** What is no more than that, servers take into buffers of their own, and a Durable Object shall not stay awake for it. */
const littleBytes = 65_536;

/** The answer to one request as a socket: a frame is a line. */
export class LineSocket implements Socket {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #onSend: (text: string) => void;
  readonly #onEnd: () => void;
  readonly #encoder = new TextEncoder();
  #bye: object | undefined;
  #isEnded = false;
  connection: Connection | undefined;

  constructor(
    controller: ReadableStreamDefaultController<Uint8Array>,
    { sent, ended }: { readonly sent: (text: string) => void; readonly ended: () => void },
  ) {
    this.#controller = controller;
    this.#onSend = sent;
    this.#onEnd = ended;
  }

  send(text: string): void {
    if (this.#isEnded) return;
    if (text.startsWith('{"type":"bye"')) this.#bye = JSON.parse(text) as object;
    else {
      this.#controller.enqueue(this.#encoder.encode(`${text}\n`));
      this.#onSend(text);
    }
  }

  /** There is no close frame, so `bye` says its reason too. */
  close(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#controller.enqueue(this.#encoder.encode(`${JSON.stringify({ type: "bye", code, ...this.#bye, reason })}\n`));
    this.end();
  }

  terminate(): void {
    if (this.#isEnded) return;
    this.#finish();
    this.#controller.error(new Error("terminated"));
  }

  /** The orderly end, which says nothing of the conversation. */
  end(): void {
    if (this.#isEnded) return;
    this.#finish();
    this.#controller.close();
    this.#watch(this.bufferedBytes);
  }

  /** The peer reads no more. */
  cancelled(): void {
    if (!this.#isEnded) this.#finish();
  }

  get bufferedBytes(): number {
    return -(this.#controller.desiredSize ?? 0);
  }

  /** All is said, and the connection gone that counted: what is `left` may not stay for whoever takes nothing of it. */
  #watch(left: number, quietMs = 0): void {
    if (left <= littleBytes) return;
    if (quietMs >= limits.slowMs) {
      this.#controller.error(new Error("nothing of this answer was taken for too long"));
      return;
    }
    const look = (): void => {
      const now = this.bufferedBytes;
      this.#watch(now, now < left ? 0 : quietMs + lookMs);
    };
    systemClock.after(lookMs, look, true);
  }

  #finish(): void {
    this.#isEnded = true;
    this.#onEnd();
    // It may not be there yet, or be in the middle of ending.
    queueMicrotask(() => this.connection?.closed());
  }
}
