import { type Cursor, type Entry, limits } from "@ws-chat/protocol";
import type { Clock } from "../clock.ts";
import type { Log, Page, Range, Signal, Subscriber } from "../logs/log.ts";

export interface TailListener {
  /** The next entry, without a hole and once. */
  advanced(entry: Entry): void;
  signal(signal: Signal): void;
  /** The log no longer goes on from where this tail stood. The last call. */
  broken(): void;
  failed(error: unknown): void;
}

const newestOnly: Range = { before: Number.MAX_SAFE_INTEGER, limit: 1, maxBytes: 1 };
/** How long to leave a log alone that could not be read or followed. */
export const awayMs = 1_000;

/**
 * The end of one room's log, followed: subscribe, then read, then live. Deliveries are hints, `read` is the truth; a hole or `lost()` means read again.
 */
export class Tail implements Subscriber, Cursor {
  epoch = "";
  seq = 0;
  id = "";
  readonly #room: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #listener: TailListener;
  #unsubscribe: (() => void) | undefined;
  #phase: "opening" | "open" | "closed" = "opening";
  #reading = false;
  #suspect = false;
  #cancelRetry: (() => void) | undefined;

  constructor(room: string, log: Log, clock: Clock, listener: TailListener) {
    this.#room = room;
    this.#log = log;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Gives the page of `wanted`, which may well reach to the end and so be the only read that it takes. */
  async open(wanted: Range = newestOnly): Promise<Page> {
    const unsubscribe = await this.#log.subscribe(this.#room, this);
    this.#unsubscribe = unsubscribe;
    if (this.#phase === "closed") unsubscribe();
    const page = await this.#log.read(this.#room, wanted);
    const reachesEnd = page.newest === (page.entries.at(-1)?.seq ?? 0);
    const end = reachesEnd || wanted === newestOnly ? page : await this.#log.read(this.#room, newestOnly);
    if (this.#isClosed()) return page;
    this.epoch = end.epoch;
    this.seq = end.newest;
    this.id = end.entries.at(-1)?.id ?? "";
    this.#phase = "open";
    if (this.#suspect) this.#readAgain();
    return page;
  }

  close(): void {
    this.#phase = "closed";
    this.#cancelRetry?.();
    this.#unsubscribe?.();
  }

  entry(entry: Entry): void {
    if (this.#phase === "open" && entry.seq === this.seq + 1) this.#advance(entry);
    else if (entry.seq > this.seq) this.lost();
  }

  signal(signal: Signal): void {
    if (this.#phase !== "closed") this.#listener.signal(signal);
  }

  lost(): void {
    this.#suspect = true;
    if (this.#phase === "open") this.#readAgain();
  }

  #isClosed(): boolean {
    return this.#phase === "closed";
  }

  #advance(entry: Entry): void {
    this.seq = entry.seq;
    this.id = entry.id;
    this.#listener.advanced(entry);
  }

  #readAgain(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#follow().then(
      () => {
        this.#reading = false;
      },
      (error: unknown) => {
        this.#reading = false;
        if (this.#phase !== "open") return;
        this.#listener.failed(error);
        this.#cancelRetry = this.#clock.after(awayMs, () => this.lost());
      },
    );
  }

  async #follow(): Promise<void> {
    let newest = this.seq;
    while (this.#phase === "open" && (this.#suspect || this.seq < newest)) {
      this.#suspect = false;
      const from = { epoch: this.epoch, seq: this.seq, id: this.id };
      let page = await this.#pageAfter(from.seq - 1, from);
      // The entry itself may be all that fits into a page.
      if (page && page.newest > from.seq && (page.entries.at(-1)?.seq ?? 0) <= from.seq)
        page = await this.#pageAfter(from.seq, from);
      if (!page) return;
      newest = page.newest;
      // Deliveries that came while the page was read have moved the tail into it.
      for (const entry of page.entries) if (entry.seq === this.seq + 1) this.#advance(entry);
    }
  }

  /** `undefined` where the tail has ended, by itself or because the log does not go on from `from`. */
  async #pageAfter(seq: number, from: Cursor): Promise<Page | undefined> {
    const page = await this.#log.read(this.#room, pageAfter(seq));
    if (this.#phase !== "open") return undefined;
    if (continues(from, page)) return page;
    this.close();
    this.#listener.broken();
    return undefined;
  }
}

/** A whole page of what comes after `seq`. */
export function pageAfter(seq: number): Range {
  return { after: Math.max(0, seq), limit: limits.historyEntries, maxBytes: limits.answerBytes };
}

/** Whether the log of `page`, read from the entry before `from.seq` on, still goes on from there with nothing missing. */
function continues(from: Cursor, page: Page): boolean {
  if (page.epoch !== from.epoch || page.newest < from.seq || page.oldest > from.seq + 1) return false;
  const first = page.entries[0];
  // With the entry itself trimmed away there is nothing to compare; its successors are all there.
  return first?.seq !== from.seq || first.id === from.id;
}

/** As {@link continues}, for a cursor from outside: the entry it names must be there. */
export function vouchesFor(page: Page, cursor: Cursor): boolean {
  if (!continues(cursor, page)) return false;
  return cursor.seq === 0 ? cursor.id === "" : page.entries[0]?.seq === cursor.seq;
}
