import type { Debts, Log, Subscriber } from "../logs/log.ts";

/** One process's line to a log that several use; a test cuts it, and what was said meanwhile is lost. */
export class SharedLog implements Log {
  readonly isShared = true;
  isCut = false;
  /** Entries are not delivered, signals are. */
  isDeaf = false;
  readonly debts: Debts;
  readonly #log: Log;
  readonly #subscribers = new Set<Subscriber>();

  constructor(log: Log) {
    this.#log = log;
    const { debts } = log;
    if (!debts) throw new TypeError("this log keeps no debts");
    this.debts = {
      claim: (...args) => this.#through(() => debts.claim(...args)),
      renew: (...args) => this.#through(() => debts.renew(...args)),
      strike: (...args) => this.#through(() => debts.strike(...args)),
      owe: (...args) => this.#through(() => debts.owe(...args)),
    };
  }

  append(...args: Parameters<Log["append"]>): ReturnType<Log["append"]> {
    return this.#through(() => this.#log.append(...args));
  }

  read(...args: Parameters<Log["read"]>): ReturnType<Log["read"]> {
    return this.#through(() => this.#log.read(...args));
  }

  async subscribe(room: string, subscriber: Subscriber): Promise<() => void> {
    const unsubscribe = await this.#through(() =>
      this.#log.subscribe(room, {
        entry: (entry) => this.isCut || this.isDeaf || subscriber.entry(entry),
        signal: (signal) => this.isCut || subscriber.signal(signal),
        lost: () => subscriber.lost(),
      }),
    );
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
      unsubscribe();
    };
  }

  signal(...args: Parameters<Log["signal"]>): void {
    if (!this.isCut) this.#log.signal(...args);
  }

  async remove(room: string): Promise<void> {
    await this.#through(async () => this.#log.remove?.(room));
  }

  /** The others go on with it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  mend(): void {
    this.isCut = false;
    for (const subscriber of this.#subscribers) subscriber.lost();
  }

  #through<T>(work: () => Promise<T>): Promise<T> {
    return this.isCut ? Promise.reject(new Error("the log is away")) : work();
  }
}
