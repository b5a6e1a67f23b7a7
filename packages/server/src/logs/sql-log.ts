import { randomId } from "../identity.ts";
import type { Database } from "./database.ts";
import type {
  Appended,
  AppendOptions,
  Debts,
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
import type { Retention } from "./log-options.ts";
import { SqlRooms } from "./sql.ts";
import { SqlDebts } from "./sql-debts.ts";

/** What is to be written with the next transaction. */
interface Waiting {
  /** Runs inside the transaction. */
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Tells those concerned, after everything that shared the transaction has resolved. */
  readonly deliver: () => void;
}

interface Following {
  /** What the room will have, should it come into being. */
  epoch: string;
  /** Replaced, never changed, so that a delivery under way goes to those who were there when it began. */
  subscribers: readonly Subscriber[];
}

/** A log in a database of this process's own. What is written in one tick shares a transaction, and with it the wait for the disk. */
export class SqlLog implements Log {
  readonly debts: Debts;
  readonly #database: Database;
  readonly #rooms: SqlRooms;
  /** Calls back when the input that has already arrived was handled. */
  readonly #defer: (run: () => void) => void;
  readonly #following = new Map<string, Following>();
  readonly #watchers = new Set<Watcher>();
  readonly #name: string;
  /** Counts the rooms removed, so that a room made anew never has the epoch it had before. */
  #removed = 0;
  #waiting: Waiting[] = [];
  #flushed = Promise.resolve();
  #isClosed = false;
  readonly #soonest: () => number;

  /** `name`: the epoch of rooms that come into being. Whoever goes on for an earlier log in the same database goes on with its. */
  constructor(database: Database, retention: Retention, defer: (run: () => void) => void, name = randomId()) {
    this.#database = database;
    this.#name = name;
    const debts = new SqlDebts(database, retention.now);
    this.#soonest = () => Math.min(debts.soonest(), this.#rooms.soonest());
    const rooms = new SqlRooms(database, retention, debts);
    database.transaction(() => debts.lapse());
    this.#rooms = rooms;
    this.#defer = defer;
    this.debts = {
      claim: (max, leaseMs) => this.#write(() => debts.claim(max, leaseMs)),
      renew: (debt, leaseMs, text) => this.#write(() => debts.renew(debt, leaseMs, text)),
      strike: (debt) => this.#write(() => void debts.strike(debt)),
      owe: (room, seq, debt) => this.#write(() => rooms.owe(room, seq, debt)),
    };
  }

  /** When there is something to do without being asked: a lease runs out, an entry is too old. `Infinity` where nothing is awaited. */
  get dueAt(): number {
    return this.#soonest();
  }

  async append(room: string, entry: NewEntry, options?: AppendOptions): Promise<Appended> {
    const append = { ...options, room, entry, body: JSON.stringify(entry) };
    return this.#write(
      () => this.#rooms.append(append, this.#newEpoch(room)),
      (appended) => {
        if (appended.outcome !== "stored") return;
        for (const subscriber of this.#subscribers(room)) subscriber.entry(appended.entry);
        for (const tell of this.#watchers) tell(room);
      },
    );
  }

  async read(room: string, range: Range): Promise<Page> {
    if (this.#waiting.length > 0) await this.#flushed;
    this.#refuseIfClosed();
    return this.#rooms.page(room, range) ?? { epoch: this.#newEpoch(room), oldest: 1, newest: 0, entries: [] };
  }

  async rooms(range: RoomRange): Promise<readonly RoomSummary[]> {
    if (this.#waiting.length > 0) await this.#flushed;
    this.#refuseIfClosed();
    return this.#rooms.summaries(range);
  }

  subscribe(room: string, subscriber: Subscriber): Promise<() => void> {
    const following = this.#following.get(room) ?? { epoch: this.#newEpoch(room), subscribers: [] };
    following.subscribers = [...following.subscribers, subscriber];
    this.#following.set(room, following);
    return Promise.resolve(() => {
      following.subscribers = following.subscribers.filter((one) => one !== subscriber);
      if (following.subscribers.length === 0 && this.#following.get(room) === following) this.#following.delete(room);
    });
  }

  watch(watcher: Watcher): Promise<() => void> {
    // A function of its own, so that one that watches twice is told twice, and leaves once each time.
    const told: Watcher = (room) => watcher(room);
    this.#watchers.add(told);
    return Promise.resolve(() => void this.#watchers.delete(told));
  }

  signal(room: string, signal: Signal): void {
    for (const subscriber of this.#subscribers(room)) subscriber.signal(signal);
  }

  async remove(room: string): Promise<void> {
    this.#refuseIfClosed();
    this.#flush();
    this.#database.transaction(() => this.#rooms.remove(room));
    this.#removed += 1;
    const following = this.#following.get(room);
    if (following) following.epoch = this.#freshEpoch();
    for (const subscriber of this.#subscribers(room)) subscriber.lost();
    for (const tell of this.#watchers) tell(room);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    this.#following.clear();
    this.#watchers.clear();
    this.#database.close();
  }

  #write<T>(write: () => T, deliver: (result: T) => void = () => {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#refuseIfClosed();
      let result: T;
      this.#waiting.push({
        write: () => {
          result = write();
        },
        resolve: () => resolve(result),
        reject,
        deliver: () => deliver(result),
      });
      if (this.#waiting.length === 1) this.#schedule();
    });
  }

  #schedule(): void {
    this.#flushed = new Promise((resolve) => {
      this.#defer(() => {
        this.#flush();
        resolve();
      });
    });
  }

  #flush(): void {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    try {
      this.#database.transaction(() => {
        this.#rooms.sweep();
        for (const { write } of batch) write();
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    // Who waits for an append goes on after this function, so after its delivery.
    for (const { resolve } of batch) resolve();
    for (const { deliver } of batch) deliver();
  }

  #subscribers(room: string): readonly Subscriber[] {
    return this.#following.get(room)?.subscribers ?? [];
  }

  /** The epoch of a room that comes into being now. */
  #newEpoch(room: string): string {
    return this.#following.get(room)?.epoch ?? this.#freshEpoch();
  }

  #freshEpoch(): string {
    return this.#removed === 0 ? this.#name : `${this.#name}.${this.#removed}`;
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw new Error("the log is closed");
  }
}
