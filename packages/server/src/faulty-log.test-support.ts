import type { Appended, Log, Page, Range, Signal, Subscriber } from "./logs/log.ts";
import { createMemoryLog, type MemoryLogOptions } from "./logs/memory.ts";

type Append = Parameters<Log["append"]>;
interface Waiting {
  readonly call: Append;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** A log with faults that a test brings about: slow and failing appends, lost deliveries, failing reads. It keeps the contract. */
export class FaultyLog implements Log {
  readonly #log: Log;
  readonly #subscribers = new Set<Subscriber>();
  #waiting: Waiting[] = [];
  #isHeld = false;
  /** Deliveries and signals go nowhere. */
  isSilent = false;
  /** Reads reject. */
  isUnreadable = false;
  /** Changes what reads see. */
  seenAs: (page: Page) => Page = (page) => page;
  reads = 0;

  constructor(options?: MemoryLogOptions) {
    this.#log = createMemoryLog(options);
  }

  append(...call: Append): Promise<Appended> {
    if (!this.#isHeld) return this.#log.append(...call);
    return new Promise((resolve, reject) => this.#waiting.push({ call, resolve, reject }));
  }

  /** From now on appends wait. */
  hold(): void {
    this.#isHeld = true;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets what waits happen, in order; from the append `rejectFrom` (counted from 0) on it rejects. */
  release({ rejectFrom = Number.POSITIVE_INFINITY, storeFirst = false } = {}): void {
    this.#isHeld = false;
    for (const [at, { call, resolve, reject }] of this.#waiting.splice(0).entries()) {
      if (at < rejectFrom) void this.#log.append(...call).then(resolve);
      else if (storeFirst && at === rejectFrom)
        void this.#log.append(...call).then(() => reject(new Error("log went away")));
      else reject(new Error("log went away"));
    }
  }

  async read(room: string, range: Range): Promise<Page> {
    this.reads += 1;
    if (this.isUnreadable) throw new Error("log cannot be read");
    return this.seenAs(await this.#log.read(room, range));
  }

  async subscribe(room: string, subscriber: Subscriber): Promise<() => void> {
    const unsubscribe = await this.#log.subscribe(room, {
      entry: (entry) => this.isSilent || subscriber.entry(entry),
      signal: (signal) => this.isSilent || subscriber.signal(signal),
      lost: () => subscriber.lost(),
    });
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
      unsubscribe();
    };
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Tells everybody that deliveries may be missing. */
  lose(): void {
    for (const subscriber of this.#subscribers) subscriber.lost();
  }

  signal(room: string, signal: Signal): void {
    this.#log.signal(room, signal);
  }

  remove(room: string): Promise<void> {
    return this.#log.remove?.(room) ?? Promise.resolve();
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
