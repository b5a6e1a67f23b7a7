import type { Entry } from "@ws-chat/protocol";
import type { Database, Row, Value } from "./database.ts";
import type { Appended, AppendOptions, NewDebt, NewEntry, Page, Range, RoomRange, RoomSummary } from "./log.ts";
import type { Retention } from "./log-options.ts";
import type { SqlDebts } from "./sql-debts.ts";

export interface SqlAppend extends AppendOptions {
  readonly room: string;
  readonly entry: NewEntry;
  /** The entry as JSON. */
  readonly body: string;
}

interface Room {
  readonly key: number;
  readonly epoch: string;
  readonly newest: number;
  /** `seq` of the oldest entry that is retained, deleted or not yet; one more than `newest` where there is none. */
  readonly oldest: number;
}

const aRoom = `SELECT key, epoch, newest,
  (SELECT seq FROM entries WHERE room = key AND seq > newest - ? AND ts >= ? ORDER BY seq LIMIT 1) AS oldest
  FROM rooms`;

const encoder = new TextEncoder();

/** Rooms in tables: what a log means, in SQL. Whoever calls it makes the transactions. */
export class SqlRooms {
  readonly #database: Database;
  readonly #retention: Retention;
  readonly #debts: SqlDebts;
  /** Key of the room that was swept last. */
  #swept = 0;

  constructor(database: Database, retention: Retention, debts: SqlDebts) {
    this.#database = database;
    this.#retention = retention;
    this.#debts = debts;
  }

  append(append: SqlAppend, newEpoch: string): Appended {
    const { room: name, pays } = append;
    const found = this.#find(name);
    const known = found && this.#known(found, append);
    const isPaid = pays && known?.outcome !== "expired" && this.#debts.strike({ room: name, ...pays });
    if (known) return known;
    if (pays && !isPaid) return { outcome: "unowed" };
    return this.#store(found ?? this.#create(name, newEpoch), append);
  }

  /** `undefined` where there is no such room. */
  page(name: string, range: Range): Page | undefined {
    const room = this.#find(name);
    if (!room) return undefined;
    const { key, epoch, oldest, newest } = room;
    const { after = 0, before = newest + 1, limit, maxBytes } = range;
    const isBackwards = range.before !== undefined;
    const rows = this.#database.rows(
      `SELECT seq, body FROM entries WHERE room = ? AND seq >= ? AND seq < ? ORDER BY seq ${isBackwards ? "DESC" : "ASC"} LIMIT ?`,
      ...[key, Math.max(after + 1, oldest), before, limit],
    );
    const entries = fitting(rows, maxBytes);
    return { epoch, oldest, newest, entries: isBackwards ? entries.toReversed() : entries };
  }

  /** Those with something in them, in the order of `RoomRange`. */
  summaries({ before = { ts: Number.POSITIVE_INFINITY, room: "" }, limit }: RoomRange): RoomSummary[] {
    const { entries, ageMs, now } = this.#retention;
    const rows = this.#database.rows(
      `SELECT name, seq, body FROM rooms JOIN entries ON room = key AND seq = newest
      WHERE (rooms.ts, name) < (?, ?)
        AND EXISTS (SELECT 1 FROM entries AS kept WHERE kept.room = key AND kept.seq > newest - ? AND kept.ts >= ?)
      ORDER BY rooms.ts DESC, name DESC LIMIT ?`,
      ...[before.ts, before.room, entries, now() - ageMs, limit],
    );
    return Array.from(rows, (row) => ({ room: String(row["name"]), newest: entryOf(row) }));
  }

  /** Owes a reply to an entry that is retained. */
  owe(name: string, seq: number, debt: NewDebt): void {
    const room = this.#find(name);
    if (room && seq >= room.oldest && seq <= room.newest) this.#debts.add(room.key, seq, debt);
  }

  remove(name: string): void {
    this.#debts.forget(name);
    this.#database.run("DELETE FROM entries WHERE room = (SELECT key FROM rooms WHERE name = ?)", name);
    this.#database.run("DELETE FROM rooms WHERE name = ?", name);
  }

  /** Deletes what is too old in the next room in turn, as nobody may ever write to that room again. */
  sweep(): void {
    if (this.#retention.ageMs === Number.POSITIVE_INFINITY) return;
    const room = this.#room("WHERE key > ? ORDER BY key LIMIT 1", this.#swept);
    this.#swept = room?.key ?? 0;
    if (!room) return;
    this.#cut(room);
    if (room.oldest > room.newest)
      this.#database.run("UPDATE rooms SET ts = NULL WHERE key = ? AND ts NOT NULL", room.key);
  }

  /** When the first entry of the room in turn is too old. */
  soonest(): number {
    const { ageMs } = this.#retention;
    if (ageMs === Number.POSITIVE_INFINITY) return ageMs;
    const oldest = this.#first("SELECT ts FROM entries ORDER BY room, seq LIMIT 1");
    return oldest ? Number(oldest["ts"]) + ageMs : Number.POSITIVE_INFINITY;
  }

  /** What there is to say of an append without storing anything. */
  #known({ key, epoch, oldest }: Room, { entry, since }: SqlAppend): Appended | undefined {
    const repeat = this.#first(
      "SELECT seq, body FROM entries WHERE room = ? AND author = ? AND id = ? AND seq >= ?",
      ...[key, entry.from.id, entry.id, oldest],
    );
    if (repeat) return { outcome: "repeat", epoch, entry: entryOf(repeat) };
    return since?.epoch === epoch && oldest > since.seq + 1 ? { outcome: "expired" } : undefined;
  }

  #store(room: Room, { entry, body, owes }: SqlAppend): Appended {
    const { key, epoch, newest } = room;
    const seq = newest + 1;
    this.#cut(room);
    this.#database.run(
      "INSERT INTO entries (room, seq, author, id, ts, body) VALUES (?, ?, ?, ?, ?, ?)",
      ...[key, seq, entry.from.id, entry.id, entry.ts, body],
    );
    this.#database.run("UPDATE rooms SET newest = ?, ts = ? WHERE key = ?", seq, entry.ts, key);
    if (owes) this.#debts.add(key, seq, owes);
    return { outcome: "stored", epoch, entry: { seq, ...entry } };
  }

  #find(name: string): Room | undefined {
    return this.#room("WHERE name = ?", name);
  }

  #create(name: string, epoch: string): Room {
    this.#database.run("INSERT INTO rooms (name, epoch, newest) VALUES (?, ?, 0)", name, epoch);
    const room = this.#find(name);
    if (!room) throw new Error(`${this.#database.name} lost a room that it was just given`);
    return room;
  }

  #room(which: string, value: Value): Room | undefined {
    const { entries, ageMs, now } = this.#retention;
    const row = this.#first(`${aRoom} ${which}`, entries, now() - ageMs, value);
    if (!row) return undefined;
    const newest = Number(row["newest"]);
    return {
      key: Number(row["key"]),
      epoch: String(row["epoch"]),
      newest,
      oldest: Number(row["oldest"] ?? newest + 1),
    };
  }

  #cut({ key, oldest }: Room): void {
    this.#database.run("DELETE FROM entries WHERE room = ? AND seq < ?", key, oldest);
  }

  #first(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#database.row(sql, ...values);
  }
}

/** As many from the front as fit, and one in any case. */
function fitting(rows: Iterable<Row>, maxBytes: number): Entry[] {
  const entries: Entry[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += encoder.encode(`"seq":${row["seq"]},${row["body"]},`).length;
    if (bytes > maxBytes && entries.length > 0) break;
    entries.push(entryOf(row));
  }
  return entries;
}

function entryOf(row: Row): Entry {
  // The cast: `append` wrote it.
  return { seq: Number(row["seq"]), ...(JSON.parse(String(row["body"])) as NewEntry) };
}
