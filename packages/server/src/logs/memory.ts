import type { Entry } from "@ws-chat/protocol";
import type { Appended, Log, NewEntry, Page, Range, Signal, Subscriber } from "./log.ts";
import { randomId } from "../identity.ts";

export interface MemoryLogOptions {
  /** Entries kept of each room. @default 10000 */
  readonly entries?: number;
  /** How long entries are kept, milliseconds. @default for ever */
  readonly ageMs?: number;
  /** About how much all rooms together may take; beyond it the room unused for longest is forgotten. @default 268435456 (256 MiB) */
  readonly maxBytes?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

interface MemoryRoom {
  readonly epoch: string;
  newest: number;
  /** The retained entries, without a hole, from `first` on; what lies before it is trimmed and cut off now and then. */
  entries: Entry[];
  first: number;
  readonly byId: Map<string, Entry>;
  bytes: number;
  subscribers: Subscriber[];
}

/** What an entry and a room cost beyond their text. Estimates: they bound memory, they do not measure it. */
const entryOverhead = 400;
const roomOverhead = 600;
const encoder = new TextEncoder();

/** Rooms in this process's memory: gone with it, bounded, nothing to set up. */
export function createMemoryLog(options: MemoryLogOptions = {}): Log {
  return new MemoryLog(options);
}

class MemoryLog implements Log {
  readonly #entries: number;
  readonly #ageMs: number;
  readonly #maxBytes: number;
  readonly #now: () => number;
  /** Least recently used first; those with a subscriber go only when no other is left. */
  readonly #idle = new Map<string, MemoryRoom>();
  readonly #followed = new Map<string, MemoryRoom>();
  readonly #name = randomId();
  /** Counts rooms forgotten. One made after that never shares an epoch with one that was. */
  #forgotten = 0;
  #bytes = 0;
  #isClosed = false;

  constructor({
    entries = 10_000,
    ageMs = Number.POSITIVE_INFINITY,
    maxBytes = 268_435_456,
    now = Date.now,
  }: MemoryLogOptions) {
    for (const [name, value] of Object.entries({ entries, ageMs, maxBytes })) {
      if (typeof value !== "number" || !(value >= 1)) {
        throw new TypeError(`createMemoryLog: option ${name} (${String(value)}) must be a number from 1`);
      }
    }
    this.#entries = entries;
    this.#ageMs = ageMs;
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  append(name: string, entry: NewEntry, options?: Parameters<Log["append"]>[2]): Promise<Appended> {
    if (this.#isClosed) return Promise.reject(new Error("the log is closed"));
    return Promise.resolve(this.#append(name, entry, options?.since));
  }

  #append(name: string, entry: NewEntry, since: { epoch: string; seq: number } | undefined): Appended {
    const room = this.#room(name) ?? this.#create(name);
    this.#trim(room);
    const key = `${entry.id} ${entry.from.id}`;
    const first = room.byId.get(key);
    if (first) return { outcome: "repeat", epoch: room.epoch, entry: first };
    if (since?.epoch === room.epoch && oldest(room) > since.seq + 1) return { outcome: "expired" };
    const stored: Entry = { seq: room.newest + 1, ...entry };
    room.newest = stored.seq;
    room.entries.push(stored);
    room.byId.set(key, stored);
    this.#grow(room, cost(stored));
    this.#trim(room);
    this.#touch(name, room);
    this.#bound(room);
    for (const subscriber of room.subscribers) subscriber.entry(stored);
    return { outcome: "stored", epoch: room.epoch, entry: stored };
  }

  read(name: string, range: Range): Promise<Page> {
    const room = this.#room(name);
    if (!room) return Promise.resolve({ epoch: this.#epoch(), oldest: 1, newest: 0, entries: [] });
    this.#trim(room);
    return Promise.resolve({
      epoch: room.epoch,
      oldest: oldest(room),
      newest: room.newest,
      entries: pick(room, range),
    });
  }

  subscribe(name: string, subscriber: Subscriber): Promise<() => void> {
    const room = this.#room(name) ?? this.#create(name);
    room.subscribers = [...room.subscribers, subscriber];
    this.#touch(name, room);
    return Promise.resolve(() => this.#unsubscribe(name, subscriber));
  }

  #unsubscribe(name: string, subscriber: Subscriber): void {
    const room = this.#followed.get(name);
    if (!room?.subscribers.includes(subscriber)) return;
    room.subscribers = room.subscribers.filter((one) => one !== subscriber);
    if (room.subscribers.length > 0) return;
    if (room.newest === 0) this.#drop(name, room);
    else this.#touch(name, room);
  }

  signal(name: string, signal: Signal): void {
    for (const subscriber of this.#followed.get(name)?.subscribers ?? []) subscriber.signal(signal);
  }

  remove(name: string): Promise<void> {
    const room = this.#room(name);
    if (room) this.#forget(name, room);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#idle.clear();
    this.#followed.clear();
    this.#bytes = 0;
    return Promise.resolve();
  }

  #room(name: string): MemoryRoom | undefined {
    return this.#followed.get(name) ?? this.#idle.get(name);
  }

  #epoch(): string {
    return `${this.#name}${this.#forgotten}`;
  }

  #create(name: string): MemoryRoom {
    const room = { epoch: this.#epoch(), newest: 0, entries: [], first: 0, byId: new Map(), bytes: 0, subscribers: [] };
    this.#idle.set(name, room);
    this.#grow(room, roomOverhead);
    return room;
  }

  /** Makes the room the last to be forgotten. */
  #touch(name: string, room: MemoryRoom): void {
    this.#followed.delete(name);
    this.#idle.delete(name);
    (room.subscribers.length > 0 ? this.#followed : this.#idle).set(name, room);
  }

  #grow(room: MemoryRoom, bytes: number): void {
    room.bytes += bytes;
    this.#bytes += bytes;
  }

  #trim(room: MemoryRoom): void {
    const bound = this.#now() - this.#ageMs;
    for (;;) {
      const entry = room.entries[room.first];
      if (!entry || (room.entries.length - room.first <= this.#entries && entry.ts >= bound)) break;
      room.first += 1;
      room.byId.delete(`${entry.id} ${entry.from.id}`);
      this.#grow(room, -cost(entry));
    }
    // Cut only when a quarter of the list is dead, so that trimming one by one stays cheap.
    if (room.first > 32 && room.first * 4 > room.entries.length) {
      room.entries = room.entries.slice(room.first);
      room.first = 0;
    }
  }

  #bound(current: MemoryRoom): void {
    while (this.#bytes > this.#maxBytes) {
      const [name, room] = longestUnused(this.#idle, current) ?? longestUnused(this.#followed, current) ?? [];
      if (name === undefined || !room) return;
      this.#forget(name, room);
    }
  }

  #drop(name: string, room: MemoryRoom): void {
    this.#idle.delete(name);
    this.#followed.delete(name);
    this.#grow(room, -room.bytes);
  }

  #forget(name: string, room: MemoryRoom): void {
    this.#drop(name, room);
    this.#forgotten += 1;
    const { subscribers } = room;
    if (subscribers.length === 0) return;
    // They stay subscribed to whatever the name stands for now, and find out by reading.
    const next = this.#create(name);
    next.subscribers = subscribers;
    this.#touch(name, next);
    for (const subscriber of subscribers) subscriber.lost();
  }
}

/** The room in use is the last of its map, so it comes first only where it is alone. */
function longestUnused(rooms: Map<string, MemoryRoom>, current: MemoryRoom): [string, MemoryRoom] | undefined {
  const first = rooms.entries().next().value;
  return first?.[1] === current ? undefined : first;
}

function oldest(room: MemoryRoom): number {
  return room.newest - (room.entries.length - room.first) + 1;
}

function pick(room: MemoryRoom, { after = 0, before, limit, maxBytes }: Range): Entry[] {
  const shift = room.first - oldest(room);
  const start = Math.max(after + 1, oldest(room)) + shift;
  const end = Math.min(before ?? Number.MAX_SAFE_INTEGER, room.newest + 1) + shift;
  if (before === undefined) return fitting(room.entries.slice(start, Math.min(end, start + limit)), maxBytes);
  return fitting(
    room.entries.slice(Math.max(start, end - limit), Math.max(start, end)).toReversed(),
    maxBytes,
  ).toReversed();
}

/** As many from the front as fit, and one in any case. */
function fitting(entries: Entry[], maxBytes: number): Entry[] {
  let bytes = 0;
  const tooMany = entries.findIndex((entry, at) => {
    if (at === 0 && entries.length === 1) return false;
    bytes += encoder.encode(JSON.stringify(entry)).length + 1;
    return at > 0 && bytes > maxBytes;
  });
  return tooMany < 0 ? entries : entries.slice(0, tooMany);
}

function cost({ text, attachments, quickReplies, data }: Entry): number {
  const extras = attachments || quickReplies || data !== undefined;
  const chars = text.length + (extras ? JSON.stringify([attachments, quickReplies, data]).length : 0);
  return entryOverhead + chars * 2;
}
