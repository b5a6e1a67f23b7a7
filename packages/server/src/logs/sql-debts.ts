import type { Database, Row } from "./database.ts";
import type { Debt, DebtKey, NewDebt } from "./log.ts";

const isHeld = "room = (SELECT key FROM rooms WHERE name = ?) AND reply = ? AND attempt = ?";

/** Replies owed, in a table. Whoever calls it makes the transactions. */
export class SqlDebts {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Lets every lease run out: who held them went with the process that had the database before. */
  lapse(): void {
    this.#database.run("UPDATE debts SET until = 0");
  }

  /** When the first lease runs out. */
  soonest(): number {
    for (const row of this.#database.rows("SELECT until FROM debts ORDER BY until LIMIT 1"))
      return Number(row["until"]);
    return Number.POSITIVE_INFINITY;
  }

  /** `room` is the room's key. Replaces what is owed under that reply's id. */
  add(room: number, question: number, { reply, attempt, asker, leaseMs }: NewDebt): void {
    this.#database.run(
      "INSERT OR REPLACE INTO debts (room, reply, question, attempt, asker, text, until) VALUES (?, ?, ?, ?, ?, '', ?)",
      ...[room, reply, question, attempt, asker, this.#now() + leaseMs],
    );
  }

  claim(max: number, leaseMs: number): Debt[] {
    const now = this.#now();
    const rows = this.#database.rows(
      `UPDATE debts SET attempt = attempt + 1, until = ?
      WHERE (room, reply) IN (SELECT room, reply FROM debts WHERE until <= ? ORDER BY until LIMIT ?)
      RETURNING (SELECT name FROM rooms WHERE key = debts.room) AS name, reply, question, attempt, asker, text`,
      ...[now + leaseMs, now, max],
    );
    return Array.from(rows, debtOf);
  }

  /** Whether it is still owed to that attempt. */
  renew({ room, reply, attempt }: DebtKey, leaseMs: number, text: string | undefined): boolean {
    return this.#hasChanged(
      `UPDATE debts SET until = ?, text = coalesce(?, text) WHERE ${isHeld} RETURNING 1`,
      ...[this.#now() + leaseMs, text ?? null, room, reply, attempt],
    );
  }

  /** Whether it was owed to that attempt. */
  strike({ room, reply, attempt }: DebtKey): boolean {
    return this.#hasChanged(`DELETE FROM debts WHERE ${isHeld} RETURNING 1`, room, reply, attempt);
  }

  /** Strikes all that a room is owed. */
  forget(room: string): void {
    this.#database.run("DELETE FROM debts WHERE room = (SELECT key FROM rooms WHERE name = ?)", room);
  }

  #hasChanged(...statement: Parameters<Database["rows"]>): boolean {
    return [...this.#database.rows(...statement)].length > 0;
  }
}

function debtOf(row: Row): Debt {
  return {
    room: String(row["name"]),
    reply: String(row["reply"]),
    attempt: Number(row["attempt"]),
    question: Number(row["question"]),
    asker: String(row["asker"]),
    text: String(row["text"]),
  };
}
