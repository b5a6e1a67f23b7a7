import type { Entry } from "@ws-chat/protocol";
import type { Appended, NewEntry, Page, Range, Subscriber } from "./log.ts";

/** What an entry costs beyond its text. An estimate: it bounds memory, it does not measure it. */
const entryOverhead = 300;
const encoder = new TextEncoder();

/** The retained entries of one room, found by `seq` and by (author, id), and who follows it. */
export class MemoryRoom {
  readonly epoch: string;
  newest = 0;
  /** About what the entries take. */
  bytes = 0;
  /** Replaced, never changed, so that a delivery under way goes to those who were there when it began. */
  subscribers: readonly Subscriber[] = [];
  /** Without a hole, from `#first` on; what lies before it is trimmed and cut off now and then. */
  #entries: Entry[] = [];
  #first = 0;
  /** Ids rarely meet, so a list of those that share one is the exception, and no key has to be made of id and author. */
  readonly #byId = new Map<string, Entry | Entry[]>();

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get count(): number {
    return this.#entries.length - this.#first;
  }

  /** `seq` of the oldest retained entry; one more than `newest` where there is none. */
  get oldest(): number {
    return this.newest - this.count + 1;
  }

  get first(): Entry | undefined {
    return this.#entries[this.#first];
  }

  append(entry: NewEntry, since: { readonly epoch: string; readonly seq: number } | undefined): Appended {
    const { epoch } = this;
    const namesakes = this.#byId.get(entry.id);
    const repeat = namesakes && [namesakes].flat().find(({ from }) => from.id === entry.from.id);
    if (repeat) return { outcome: "repeat", epoch, entry: repeat };
    if (since?.epoch === epoch && this.oldest > since.seq + 1) return { outcome: "expired" };
    this.newest += 1;
    const stored: Entry = { seq: this.newest, ...entry };
    this.#entries.push(stored);
    this.#byId.set(entry.id, namesakes ? [namesakes, stored].flat() : stored);
    this.bytes += cost(stored);
    return { outcome: "stored", epoch, entry: stored };
  }

  /** Gives up the oldest entry. */
  shift(): void {
    const { first } = this;
    if (!first) return;
    const found = this.#byId.get(first.id);
    const others = Array.isArray(found) ? found.filter((entry) => entry !== first) : [];
    if (others.length > 0) this.#byId.set(first.id, others);
    else this.#byId.delete(first.id);
    this.bytes -= cost(first);
    this.#first += 1;
    // Cut only when a quarter of the list is dead, so that trimming one by one stays cheap.
    if (this.#first > 32 && this.#first * 4 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  page(range: Range): Page {
    return { epoch: this.epoch, oldest: this.oldest, newest: this.newest, entries: this.#pick(range) };
  }

  #pick({ after = 0, before, limit, maxBytes }: Range): Entry[] {
    const shift = this.#first - this.oldest;
    const start = Math.max(after + 1, this.oldest) + shift;
    const end = Math.max(start, Math.min(before ?? Number.MAX_SAFE_INTEGER, this.newest + 1) + shift);
    if (before === undefined) return fitting(this.#entries.slice(start, Math.min(end, start + limit)), maxBytes);
    return fitting(this.#entries.slice(Math.max(start, end - limit), end).toReversed(), maxBytes).toReversed();
  }
}

/** As many from the front as fit, and one in any case. */
function fitting(entries: Entry[], maxBytes: number): Entry[] {
  if (entries.length <= 1) return entries;
  let bytes = 0;
  const end = entries.findIndex((entry) => {
    bytes += encoder.encode(JSON.stringify(entry)).length + 1;
    return bytes > maxBytes;
  });
  return end < 0 ? entries : entries.slice(0, Math.max(1, end));
}

function cost({ text, attachments, quickReplies, data }: Entry): number {
  const hasParts = attachments !== undefined || quickReplies !== undefined || data !== undefined;
  return entryOverhead + 2 * (text.length + (hasParts ? JSON.stringify([attachments, quickReplies, data]).length : 0));
}
