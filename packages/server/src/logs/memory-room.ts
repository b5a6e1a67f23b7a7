import type { Entry } from "@ws-chat/protocol";
import { AuthorIdIndex, hashOf } from "./author-id-index.ts";
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
  /** What each of them is filed under, and takes: an entry that goes was last used long ago, and looking into it means waiting for memory. */
  #hashes: number[] = [];
  #costs: number[] = [];
  #first = 0;
  readonly #index = new AuthorIdIndex();

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

  get last(): Entry | undefined {
    return this.count > 0 ? this.#entries.at(-1) : undefined;
  }

  append(entry: NewEntry, since: { readonly epoch: string; readonly seq: number } | undefined): Appended {
    const { epoch } = this;
    const hash = hashOf(entry);
    const repeat = this.#find(entry, hash);
    if (repeat) return { outcome: "repeat", epoch, entry: repeat };
    if (since?.epoch === epoch && this.oldest > since.seq + 1) return { outcome: "expired" };
    this.newest += 1;
    const stored = numbered(entry, this.newest);
    const bytes = cost(stored);
    this.#entries.push(stored);
    this.#hashes.push(hash);
    this.#costs.push(bytes);
    this.#index.add(hash, stored.seq);
    this.bytes += bytes;
    return { outcome: "stored", epoch, entry: stored };
  }

  /** Gives up the oldest entry. */
  shift(): void {
    const [hash, bytes] = [this.#hashes[this.#first], this.#costs[this.#first]];
    if (hash === undefined || bytes === undefined) return;
    this.#index.delete(hash, this.oldest);
    this.bytes -= bytes;
    this.#first += 1;
    // Cut only when a quarter of the list is dead, so that trimming one by one stays cheap.
    if (this.#first > 32 && this.#first * 4 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#hashes = this.#hashes.slice(this.#first);
      this.#costs = this.#costs.slice(this.#first);
      this.#first = 0;
    }
  }

  page(range: Range): Page {
    return { epoch: this.epoch, oldest: this.oldest, newest: this.newest, entries: this.#pick(range) };
  }

  #find({ id, from }: NewEntry, hash: number): Entry | undefined {
    const seq = this.#index.find(hash, (each) => {
      const entry = this.#at(each);
      return entry?.id === id && entry.from.id === from.id;
    });
    return seq === undefined ? undefined : this.#at(seq);
  }

  /** Takes a `seq` as the index keeps it, modulo 2^32. */
  #at(seq: number): Entry | undefined {
    return this.#entries[this.#first + ((seq - this.oldest) | 0)];
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

/**
 * `entry` with its `seq`, made in one piece where it is plain text, as nearly all are: what is copied and then added to becomes several
 * objects, each of which the garbage collector has to follow for as long as the entry is kept.
 */
function numbered(entry: NewEntry, seq: number): Entry {
  for (const field of rare) if (entry[field] !== undefined) return { ...entry, seq };
  const { kind, id, from, ts, text, re } = entry;
  return re === undefined ? { seq, kind, id, from, ts, text } : { seq, kind, id, from, ts, text, re };
}

type Plain = "kind" | "id" | "from" | "ts" | "text" | "re";
/** What else an entry may have; a field that is new has to be named here. */
const rareFields: Readonly<Record<Exclude<keyof NewEntry, Plain>, true>> = {
  status: true,
  format: true,
  attachments: true,
  quickReplies: true,
  data: true,
};
// The cast: the keys of a literal.
const rare = Object.keys(rareFields) as (keyof typeof rareFields)[];

function cost({ text, attachments, quickReplies, data }: Entry): number {
  const hasParts = attachments !== undefined || quickReplies !== undefined || data !== undefined;
  return entryOverhead + 2 * (text.length + (hasParts ? JSON.stringify([attachments, quickReplies, data]).length : 0));
}
