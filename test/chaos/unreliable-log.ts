import type { Appended, Log, NewEntry, Page, Range, Signal, Subscriber } from "@ws-chat/server";

type Options = Parameters<Log["append"]>[2];
interface Waiting {
  readonly store: () => Promise<Appended>;
  readonly result: PromiseWithResolvers<Appended>;
}

/** A log that does at random whatever its contract allows: appends that fail stored or unstored, deliveries that are late, twice or never. */
export class UnreliableLog implements Log {
  /** Appends that rejected. */
  failures = 0;
  readonly #log: Log;
  readonly #random: () => number;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(log: Log, random: () => number) {
    this.#log = log;
    this.#random = random;
  }

  append(room: string, entry: NewEntry, options?: Options): Promise<Appended> {
    const waiting = this.#waiting.get(room);
    const result = Promise.withResolvers<Appended>();
    const mine = [...(waiting ?? []), { store: () => this.#log.append(room, entry, options), result }];
    this.#waiting.set(room, mine);
    if (!waiting) setTimeout(() => void this.#work(room), this.#random() * 10);
    return result.promise;
  }

  async read(room: string, range: Range): Promise<Page> {
    if (this.#random() < 0.02) throw new Error("unreadable, this time");
    return this.#log.read(room, range);
  }

  subscribe(room: string, subscriber: Subscriber): Promise<() => void> {
    return this.#log.subscribe(room, {
      entry: (entry) => {
        const luck = this.#random();
        if (luck > 0.1) subscriber.entry(entry);
        if (luck < 0.06) setTimeout(() => subscriber.lost(), 20);
        else if (luck < 0.15) setTimeout(() => subscriber.entry(entry), 20);
      },
      signal: (signal) => subscriber.signal(signal),
      lost: () => subscriber.lost(),
    });
  }

  signal(room: string, signal: Signal): void {
    this.#log.signal(room, signal);
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  async #work(room: string): Promise<void> {
    for (let first = this.#shift(room); first; first = this.#shift(room)) {
      const luck = this.#random();
      // Stored, though nobody is told.
      if (luck < 0.02) await first.store();
      if (luck >= 0.04) first.result.resolve(await first.store());
      else this.#fail(first, ...(this.#waiting.get(room) ?? []));
      if (luck < 0.04) this.#waiting.set(room, []);
    }
    this.#waiting.delete(room);
  }

  #shift(room: string): Waiting | undefined {
    const [first, ...rest] = this.#waiting.get(room) ?? [];
    this.#waiting.set(room, rest);
    return first;
  }

  #fail(...all: Waiting[]): void {
    this.failures += all.length;
    for (const { result } of all) result.reject(new Error("the log went away"));
  }
}
