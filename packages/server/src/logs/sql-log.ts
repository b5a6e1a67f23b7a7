import { randomId } from "../identity.ts";
import type { Database } from "./database.ts";
import type { Appended, AppendOptions, Log, NewEntry, Page, Range, Signal, Subscriber } from "./log.ts";
import { type Retention, type SqlAppend, SqlRooms } from "./sql.ts";

interface Waiting extends SqlAppend {
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

interface Following {
  /** What the room will have, should it come into being. */
  epoch: string;
  /** Replaced, never changed, so that a delivery under way goes to those who were there when it began. */
  subscribers: readonly Subscriber[];
}

/** A log in a database of this process's own. What is appended in one tick shares a transaction, and with it the wait for the disk. */
export class SqlLog implements Log {
  readonly #database: Database;
  readonly #rooms: SqlRooms;
  /** Calls back when the input that has already arrived was handled. */
  readonly #defer: (run: () => void) => void;
  readonly #following = new Map<string, Following>();
  readonly #name = randomId();
  /** Counts the rooms removed, so that a room made anew never has the epoch it had before. */
  #removed = 0;
  #waiting: Waiting[] = [];
  #flushed = Promise.resolve();
  #isClosed = false;

  constructor(database: Database, retention: Retention, defer: (run: () => void) => void) {
    this.#database = database;
    this.#rooms = new SqlRooms(database, retention);
    this.#defer = defer;
  }

  append(room: string, entry: NewEntry, options?: AppendOptions): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#refuseIfClosed();
      const body = JSON.stringify(entry);
      this.#waiting.push({ room, entry, body, since: options?.since, resolve, reject });
      if (this.#waiting.length === 1) this.#schedule();
    });
  }

  async read(room: string, range: Range): Promise<Page> {
    if (this.#waiting.length > 0) await this.#flushed;
    this.#refuseIfClosed();
    return this.#rooms.page(room, range) ?? { epoch: this.#newEpoch(room), oldest: 1, newest: 0, entries: [] };
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
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    this.#following.clear();
    this.#database.close();
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
    let done: readonly { readonly one: Waiting; readonly appended: Appended }[];
    try {
      done = this.#database.transaction(() => {
        this.#rooms.sweep();
        return batch.map((one) => ({ one, appended: this.#rooms.append(one, this.#newEpoch(one.room)) }));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    // Who waits for an append goes on after this function, so after its delivery.
    for (const { one, appended } of done) one.resolve(appended);
    for (const { one, appended } of done) {
      if (appended.outcome !== "stored") continue;
      for (const subscriber of this.#subscribers(one.room)) subscriber.entry(appended.entry);
    }
  }

  #subscribers(room: string): readonly Subscriber[] {
    return this.#following.get(room)?.subscribers ?? [];
  }

  /** The epoch of a room that comes into being now. */
  #newEpoch(room: string): string {
    return this.#following.get(room)?.epoch ?? this.#freshEpoch();
  }

  #freshEpoch(): string {
    return `${this.#name}${this.#removed}`;
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw new Error("the log is closed");
  }
}
