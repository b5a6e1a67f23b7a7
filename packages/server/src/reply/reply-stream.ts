import { type Author, limits } from "@ws-chat/protocol";
import type { Clock } from "../clock.ts";
import type { Signal } from "../logs/log.ts";

/** About 30 deltas a second: faster than reading, slower than tokens come. */
const deltaMs = 33;
const encoder = new TextEncoder();

/** One streamed reply on its way: the first piece goes at once, later ones are gathered. */
export class ReplyStream {
  text = "";
  readonly #head: { readonly id: string; readonly from: Author; readonly re?: number };
  readonly #clock: Clock;
  readonly #signal: (signal: Signal) => void;
  #i = 0;
  #sent = 0;
  #bytes = 0;
  #cancelFlush: (() => void) | undefined;

  constructor(head: { id: string; from: Author; re?: number }, clock: Clock, signal: (signal: Signal) => void) {
    this.#head = head;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Adds a piece; `false` where only its beginning fitted into `replyBytes`. */
  push(piece: string): boolean {
    if (typeof piece !== "string") throw new TypeError(`a streamed reply yields strings, not ${typeof piece}`);
    const room = limits.replyBytes - this.#bytes;
    const bytes = encoder.encode(piece).length;
    const fits = bytes <= room;
    const part = fits ? piece : beginning(piece, room);
    this.text += part;
    this.#bytes += fits ? bytes : room;
    if (part !== "") this.#gather();
    return fits;
  }

  /** No more deltas; what was not sent comes with the entry. */
  close(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
  }

  #gather(): void {
    if (this.#cancelFlush) return;
    if (this.#i === 0) this.#signal({ type: "snapshot", i: 0, text: "", ...this.#head });
    this.#flush();
    this.#cancelFlush = this.#clock.after(deltaMs, () => {
      this.#cancelFlush = undefined;
      if (this.#sent < this.text.length) this.#gather();
    });
  }

  #flush(): void {
    // Half of a surrogate pair waits for its other half, which may be in the next piece.
    const end = /[\uD800-\uDBFF]$/.test(this.text) ? this.text.length - 1 : this.text.length;
    if (end === this.#sent) return;
    this.#i += 1;
    this.#signal({
      type: "delta",
      id: this.#head.id,
      i: this.#i,
      text: this.text.slice(this.#sent, end),
    });
    this.#sent = end;
  }
}

/** As much of `text` as fits into `bytes` of UTF-8, whole characters only. */
function beginning(text: string, bytes: number): string {
  const { read } = encoder.encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
