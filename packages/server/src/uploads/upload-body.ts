import { limits } from "@ws-chat/protocol";
import type { Clock } from "../clock.ts";
import { byteCount } from "./upload-options.ts";
import { UploadRefusal } from "./upload-refusal.ts";

/** What has to come in each `requestMs`, so that nobody keeps a place for one byte at a time. */
const leastBytes = 65_536;

/** The bytes of a file that is on its way: as many as it may have, and as long as they come. */
export class UploadBody implements AsyncIterable<Uint8Array> {
  /** Why no more came, where that was not the end of the file. */
  refusal: UploadRefusal | undefined;
  /** Bytes that have come. */
  size = 0;
  readonly #chunks: AsyncIterator<Uint8Array> | undefined;
  readonly #maxBytes: number;
  readonly #claimed: number | undefined;
  readonly #clock: Clock;
  readonly #head: Uint8Array[] = [];
  /** Ends the wait for more. */
  #stopWaiting: () => void = () => {};
  #cancelDeadline: () => void = () => {};
  /** Bytes that had come when the time that runs began. */
  #paced = 0;
  #isDone = false;

  /** @param claimed the length that its sender has announced; it is not believed, but a shorter file was cut off. */
  constructor(
    body: AsyncIterable<Uint8Array> | null,
    options: { readonly maxBytes: number; readonly claimed: number | undefined; readonly clock: Clock },
  ) {
    this.#chunks = body?.[Symbol.asyncIterator]();
    this.#maxBytes = options.maxBytes;
    this.#claimed = options.claimed;
    this.#clock = options.clock;
    this.#startPace();
  }

  /** The first bytes, `count` of them where the file has as many. They are read again with the rest. */
  async head(count: number): Promise<Uint8Array> {
    let length = 0;
    while (length < count) {
      const chunk = await this.#next();
      if (!chunk) break;
      this.#head.push(chunk);
      length += chunk.byteLength;
    }
    const head = new Uint8Array(length);
    let at = 0;
    for (const chunk of this.#head) {
      head.set(chunk, at);
      at += chunk.byteLength;
    }
    return head.subarray(0, count);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (const chunk of this.#head.splice(0)) yield chunk;
    for (let chunk = await this.#next(); chunk; chunk = await this.#next()) yield chunk;
  }

  /** Gives up, for a reason that lies elsewhere. */
  abort(refusal: UploadRefusal): void {
    this.#refuse(refusal);
  }

  /** Lets go of what has not been read. */
  close(): void {
    this.#cancelDeadline();
    // Not awaited: a source may end only when its peer does.
    this.#chunks?.return?.().catch(() => {});
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#isDone) return undefined;
    const next = await this.#more().catch(() => "cut off" as const);
    if (next === "cut off") this.#refuse(new UploadRefusal("cut-off", "The file did not arrive whole."));
    else if (!next || next.done) this.#end();
    else this.#count(next.value.byteLength);
    if (this.refusal) throw this.refusal;
    return this.#isDone || typeof next !== "object" ? undefined : next.value;
  }

  /** What comes next; nothing once there is a refusal. */
  #more(): Promise<IteratorResult<Uint8Array> | undefined> {
    // A promise for each chunk: a race with one that lasts as long as the file would keep all of them in memory.
    return new Promise((resolve, reject) => {
      this.#stopWaiting = () => resolve(undefined);
      if (this.refusal || !this.#chunks) return resolve(undefined);
      this.#chunks.next().then(resolve, reject);
    });
  }

  #refuse(refusal: UploadRefusal): void {
    this.refusal ??= refusal;
    this.#stopWaiting();
  }

  #count(bytes: number): void {
    this.size += bytes;
    if (this.size > this.#maxBytes) this.#refuse(tooLong(this.#maxBytes));
    if (this.size - this.#paced >= leastBytes) this.#startPace();
  }

  #end(): void {
    this.#isDone = true;
    this.#cancelDeadline();
    if (this.size === 0) this.#refuse(new UploadRefusal("empty", "The file is empty."));
    else if (this.#claimed !== undefined && this.size !== this.#claimed) {
      this.#refuse(new UploadRefusal("cut-off", "The file did not arrive whole."));
    }
  }

  #startPace(): void {
    this.#paced = this.size;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(limits.requestMs, () =>
      this.#refuse(new UploadRefusal("late", "The file took too long to arrive.")),
    );
  }
}

export function tooLong(maxBytes: number): UploadRefusal {
  return new UploadRefusal("too-long", `Files may have up to ${byteCount(maxBytes)}.`);
}
