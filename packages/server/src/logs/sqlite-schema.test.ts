import { createSqliteLog } from "@ws-chat/server/sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { schemaVersion } from "./sql-schema.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

const folder = mkdtempSync(join(tmpdir(), "ws-chat-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

const everything = { limit: 100, maxBytes: 100_000 };
const from = { id: "v:ada", role: "visitor" };

/** As version 1 left it: three rooms, one of them with nothing in it any more. */
async function writeVersion1(file: string): Promise<void> {
  const database = await openSqliteDatabase(file);
  for (const statement of [
    "CREATE TABLE rooms (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL, newest INTEGER NOT NULL) STRICT",
    `CREATE TABLE entries (room INTEGER NOT NULL, seq INTEGER NOT NULL, author TEXT NOT NULL, id TEXT NOT NULL, ts REAL NOT NULL,
      body TEXT NOT NULL, PRIMARY KEY (room, seq)) STRICT, WITHOUT ROWID`,
    "CREATE UNIQUE INDEX entries_by_author ON entries (room, author, id)",
    "INSERT INTO rooms VALUES (1, 'lobby', 'e1', 2), (2, 'emptied', 'e2', 5), (3, 'garden', 'e3', 1)",
  ]) {
    database.run(statement);
  }
  for (const [room, seq, ts] of [
    [1, 1, 3_000],
    [1, 2, 1_000.5],
    [3, 1, 2_000],
  ] as const) {
    const body = JSON.stringify({ kind: "message", id: `m${seq}`, from, ts, text: "x" });
    database.run("INSERT INTO entries VALUES (?, ?, 'v:ada', ?, ?, ?)", room, seq, `m${seq}`, ts, body);
  }
  database.setVersion(1);
  database.close();
}

describe("a file of version 1", () => {
  it("keeps its rooms, lists them by their newest entry, and takes debts", async () => {
    const file = join(folder, "old.db");
    await writeVersion1(file);
    const log = await createSqliteLog({ file });
    const lobby = await log.read("lobby", everything);
    expect(lobby).toMatchObject({
      epoch: "e1",
      oldest: 1,
      newest: 2,
      entries: [{ id: "m1" }, { id: "m2", ts: 1_000.5 }],
    });
    expect(await log.read("emptied", everything)).toMatchObject({ epoch: "e2", oldest: 6, newest: 5 });
    expect(await log.rooms?.({ limit: 10 })).toMatchObject([
      { room: "garden", newest: { seq: 1, ts: 2_000 } },
      { room: "lobby", newest: { seq: 2, ts: 1_000.5 } },
    ]);
    await log.append(
      "emptied",
      { kind: "message", id: "q", from, ts: 4_000, text: "?" },
      {
        owes: { reply: "a", attempt: 1, asker: "{}", leaseMs: 0 },
      },
    );
    expect(await log.debts?.claim(10, 0)).toMatchObject([{ room: "emptied", question: 6 }]);
    expect((await log.rooms?.({ limit: 1 }))?.[0]).toMatchObject({ room: "emptied", newest: { seq: 6 } });
    expect(await log.append("lobby", { kind: "message", id: "m1", from, ts: 0, text: "x" })).toMatchObject({
      outcome: "repeat",
    });
    await log.close();
  });

  it("is brought to this version once", async () => {
    const file = join(folder, "once.db");
    await writeVersion1(file);
    await (await createSqliteLog({ file })).close();
    await (await createSqliteLog({ file })).close();
    const database = await openSqliteDatabase(file);
    expect(database.getVersion()).toBe(schemaVersion);
    database.close();
  });

  it("stays what it was where it cannot be brought to this version", async () => {
    const file = join(folder, "stuck.db");
    await writeVersion1(file);
    const before = await openSqliteDatabase(file);
    before.run("CREATE TABLE rooms_by_time (x INTEGER)");
    before.close();
    await expect(createSqliteLog({ file })).rejects.toThrow(Error);
    const after = await openSqliteDatabase(file);
    expect(after.getVersion()).toBe(1);
    const tables = [...after.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")];
    expect(tables.map(({ name }) => name)).toEqual(["entries", "rooms", "rooms_by_time"]);
    after.close();
  });
});
