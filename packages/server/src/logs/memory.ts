import { randomId } from "../identity.ts";
import type {
  Appended,
  AppendOptions,
  Log,
  NewEntry,
  Page,
  Range,
  RoomRange,
  RoomSummary,
  Signal,
  Subscriber,
  Watcher,
} from "./log.ts";
import { latestOf } from "./latest-rooms.ts";
import { LogOptions } from "./log-options.ts";
import { MemoryRoom } from "./memory-room.ts";

export interface MemoryLogOptions {
  /** Entries kept of each room. @default 10000 */
  readonly entries?: number;
  /** How long entries are kept, milliseconds. @default for ever */
  readonly ageMs?: number;
  /**
   * About how much all rooms together may take. Beyond it the room unused for longest goes; where all have somebody in them, one after
   * the other loses the older half of its entries, and its last one where all have but one. @default 67108864 (64 MiB)
   */
  readonly maxBytes?: number;
  /** Milliseconds since 1970, for `ageMs`. @default Date.now */
  readonly now?: () => number;
}

const names: readonly string[] = ["entries", "ageMs", "maxBytes", "now"] satisfies (keyof MemoryLogOptions)[];

/** What a room costs beyond its entries; an estimate. */
const roomOverhead = 600;
/** How many rooms one append looks at for something to give up. */
const halvings = 100;

/**
 * Rooms in this process's memory: gone with it, bounded, nothing to set up.
 * @throws {TypeError} naming the option that is wrong.
 */
export function createMemoryLog(options: MemoryLogOptions = {}): Log {
  return new MemoryLog(options);
}

class MemoryLog implements Log {
  readonly #entries: number;
  readonly #ageMs: number;
  readonly #maxBytes: number;
  readonly #now: () => number;
  /** Rooms that nobody follows, the one unused for longest first. */
  readonly #idle = new Map<string, MemoryRoom>();
  /** Rooms with a subscriber, the one halved last at the end. */
  readonly #followed = new Map<string, MemoryRoom>();
  readonly #watchers = new Set<Watcher>();
  readonly #name = randomId();
  /** Counts the rooms forgotten, so that a room made anew never has the epoch it had before. */
  #forgotten = 0;
  #bytes = 0;
  #isClosed = false;

  constructor(options: MemoryLogOptions) {
    const checks = new LogOptions("createMemoryLog", options, names);
    const { entries, ageMs, now } = checks.retention(options, 10_000);
    this.#entries = entries;
    this.#ageMs = ageMs;
    this.#maxBytes = checks.amount("maxBytes", options.maxBytes ?? 67_108_864);
    this.#now = now;
  }

  append(name: string, entry: NewEntry, options?: AppendOptions): Promise<Appended> {
    if (this.#isClosed) return Promise.reject(new Error("the log is closed"));
    return Promise.resolve(this.#append(name, entry, options?.since));
  }

  read(name: string, range: Range): Promise<Page> {
    const room = this.#room(name);
    if (!room) return Promise.resolve({ epoch: this.#epoch(), oldest: 1, newest: 0, entries: [] });
    this.#trim(room);
    return Promise.resolve(room.page(range));
  }

  subscribe(name: string, subscriber: Subscriber): Promise<() => void> {
    const room = this.#room(name) ?? this.#create(name);
    room.subscribers = [...room.subscribers, subscriber];
    this.#touch(name, room);
    return Promise.resolve(() => this.#unsubscribe(name, subscriber));
  }

  rooms(range: RoomRange): Promise<readonly RoomSummary[]> {
    return Promise.resolve(latestOf(this.#summaries(), range));
  }

  watch(watcher: Watcher): Promise<() => void> {
    // A function of its own, so that one that watches twice is told twice, and leaves once each time.
    const told: Watcher = (room) => watcher(room);
    this.#watchers.add(told);
    return Promise.resolve(() => void this.#watchers.delete(told));
  }

  signal(name: string, signal: Signal): void {
    for (const subscriber of this.#followed.get(name)?.subscribers ?? []) subscriber.signal(signal);
  }

  remove(name: string): Promise<void> {
    const room = this.#room(name);
    if (room) {
      this.#forget(name, room);
      if (room.subscribers.length > 0) this.#resettle(name, room.subscribers);
      for (const tell of this.#watchers) tell(name);
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#idle.clear();
    this.#followed.clear();
    this.#watchers.clear();
    return Promise.resolve();
  }

  #append(name: string, entry: NewEntry, since: { epoch: string; seq: number } | undefined): Appended {
    const room = this.#room(name) ?? this.#create(name);
    this.#trim(room);
    const before = room.bytes;
    const appended = room.append(entry, since);
    if (appended.outcome !== "stored") return appended;
    this.#bytes += room.bytes - before;
    this.#trim(room);
    if (room.subscribers.length === 0) this.#touch(name, room);
    this.#bound(room);
    for (const subscriber of room.subscribers) subscriber.entry(appended.entry);
    for (const tell of this.#watchers) tell(name);
    return appended;
  }

  *#summaries(): Generator<RoomSummary> {
    for (const rooms of [this.#idle, this.#followed]) {
      for (const [room, kept] of rooms) {
        this.#trim(kept);
        const { last: newest } = kept;
        if (newest) yield { room, newest };
      }
    }
  }

  #unsubscribe(name: string, subscriber: Subscriber): void {
    const room = this.#followed.get(name);
    if (!room?.subscribers.includes(subscriber)) return;
    room.subscribers = room.subscribers.filter((one) => one !== subscriber);
    if (room.subscribers.length > 0) return;
    if (room.newest === 0) this.#drop(name, room);
    else this.#touch(name, room);
  }

  #room(name: string): MemoryRoom | undefined {
    return this.#followed.get(name) ?? this.#idle.get(name);
  }

  #epoch(): string {
    return `${this.#name}${this.#forgotten}`;
  }

  #create(name: string): MemoryRoom {
    const room = new MemoryRoom(this.#epoch());
    this.#idle.set(name, room);
    this.#bytes += roomOverhead;
    return room;
  }

  /** Makes the room the last of its kind to go. */
  #touch(name: string, room: MemoryRoom): void {
    this.#followed.delete(name);
    this.#idle.delete(name);
    (room.subscribers.length > 0 ? this.#followed : this.#idle).set(name, room);
  }

  #trim(room: MemoryRoom): void {
    while (room.count > this.#entries) this.#shift(room);
    if (this.#ageMs === Number.POSITIVE_INFINITY) return;
    const bound = this.#now() - this.#ageMs;
    while (room.first && room.first.ts < bound) this.#shift(room);
  }

  #shift(room: MemoryRoom): void {
    const before = room.bytes;
    room.shift();
    this.#bytes -= before - room.bytes;
  }

  #bound(current: MemoryRoom): void {
    while (this.#bytes > this.#maxBytes) {
      const [name, room] = this.#idle.entries().next().value ?? [];
      // The room in use was touched, so it is the first only where it is alone.
      if (name !== undefined && room && room !== current) this.#forget(name, room);
      else if (!this.#halveOne(current) && !this.#halve(current)) return;
    }
  }

  /** Whether there was something to give up. */
  #halveOne(current: MemoryRoom): boolean {
    let single: MemoryRoom | undefined;
    for (let looks = Math.min(halvings, this.#followed.size); looks > 0; looks -= 1) {
      const [name, room] = this.#followed.entries().next().value ?? [];
      if (name === undefined || !room) return false;
      this.#touch(name, room);
      if (this.#halve(room)) return true;
      if (room.count === 1 && room !== current) single ??= room;
    }
    if (single) this.#shift(single);
    return single !== undefined;
  }

  #halve(room: MemoryRoom): boolean {
    const excess = Math.floor(room.count / 2);
    for (let left = excess; left > 0; left -= 1) this.#shift(room);
    return excess > 0;
  }

  #drop(name: string, room: MemoryRoom): void {
    this.#idle.delete(name);
    this.#followed.delete(name);
    this.#bytes -= room.bytes + roomOverhead;
  }

  #forget(name: string, room: MemoryRoom): void {
    this.#drop(name, room);
    this.#forgotten += 1;
  }

  /** Those who followed a room follow what its name stands for now, and find out by reading. */
  #resettle(name: string, subscribers: readonly Subscriber[]): void {
    const room = this.#create(name);
    room.subscribers = subscribers;
    this.#touch(name, room);
    for (const subscriber of subscribers) subscriber.lost();
  }
}
