import { createSqliteLog, type SqliteLogOptions } from "@ws-chat/server/sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Log } from "./log.ts";
import { logDebtSuite } from "./log-debt-suite.test-support.ts";
import { logRoomsSuite } from "./log-rooms-suite.test-support.ts";
import { logSuite, type SuiteOptions } from "./log-suite.test-support.ts";

const folder = mkdtempSync(join(tmpdir(), "ws-chat-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

let latest: SqliteLogOptions = { file: "" };
const suite: SuiteOptions = {
  open: (retention) => {
    latest = { file: newFile(), ...retention };
    return createSqliteLog(latest);
  },
  reopen: () => createSqliteLog(latest),
};
logSuite("sqlite", suite);
logDebtSuite("sqlite", suite);
logRoomsSuite("sqlite", suite);

const everything = { limit: 10_000, maxBytes: 10_000_000 };
const from = { id: "v:ada", role: "visitor" };

async function say(log: Log, room: string, count: number, { ts = 0, first = 1 } = {}): Promise<void> {
  for (let at = first; at < first + count; at += 1) {
    await log.append(room, { kind: "message", id: `m${at}`, from, ts, text: "x" });
  }
}

describe("createSqliteLog", () => {
  it("drops entries that are too old, also when nobody appends, and goes on counting", async () => {
    let now = 1_000;
    const log = await createSqliteLog({ file: newFile(), ageMs: 500, now: () => now });
    await say(log, "lobby", 3, { ts: 1_000 });
    now = 1_400;
    await say(log, "lobby", 1, { ts: 1_400, first: 4 });
    now = 1_501;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 4, newest: 4 });
    now = 9_000;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 5, newest: 4, entries: [] });
    await say(log, "lobby", 1, { ts: now, first: 4 });
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 5, newest: 5 });
    await log.close();
  });

  it("shows no hole where a clock was set back", async () => {
    let now = 1_000;
    const log = await createSqliteLog({ file: newFile(), ageMs: 500, now: () => now });
    await say(log, "lobby", 1, { ts: 1_000 });
    await say(log, "lobby", 1, { ts: 600, first: 2 });
    await say(log, "lobby", 1, { ts: 1_000, first: 3 });
    now = 1_200;
    await say(log, "garden", 5, { ts: now });
    expect(await log.read("lobby", everything)).toMatchObject({
      oldest: 1,
      newest: 3,
      entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
    });
    await log.close();
  });

  it("deletes what is too old in rooms to which nobody writes any more", async () => {
    let now = 1_000;
    const file = newFile();
    const log = await createSqliteLog({ file, ageMs: 500, now: () => now });
    for (const room of ["a", "b", "c"]) await say(log, room, 2, { ts: now });
    now = 2_000;
    await say(log, "d", 4, { ts: now });
    await log.close();
    const keeping = await createSqliteLog({ file });
    for (const room of ["a", "b", "c"]) {
      expect(await keeping.read(room, everything)).toMatchObject({ oldest: 3, newest: 2, entries: [] });
    }
    await keeping.close();
  });

  it("lists no room whose entries are all too old, deleted or not", async () => {
    let now = 1_000;
    const log = await createSqliteLog({ file: newFile(), ageMs: 500, now: () => now });
    for (const room of ["a", "b", "c"]) await say(log, room, 2, { ts: now });
    now = 1_400;
    await say(log, "b", 1, { ts: 900, first: 3 });
    await say(log, "c", 1, { ts: now, first: 3 });
    const names = async () => (await log.rooms?.({ limit: 10 }))?.map(({ room }) => room);
    expect(await names()).toEqual(["c", "a", "b"]);
    now = 1_501;
    expect(await names()).toEqual(["c"]);
    await say(log, "d", 4, { ts: now });
    expect(await names()).toEqual(["d", "c"]);
    await say(log, "a", 1, { ts: now });
    expect(await names()).toEqual(["d", "a", "c"]);
    await log.close();
  });

  it("lists a room to which somebody wrote just before", async () => {
    const log = await createSqliteLog({ file: newFile() });
    void say(log, "lobby", 1);
    expect(await log.rooms?.({ limit: 10 })).toMatchObject([{ room: "lobby", newest: { seq: 1 } }]);
    await log.close();
  });

  it("keeps fewer entries when it is opened so, and finds no repeat of what it keeps no more", async () => {
    const file = newFile();
    const wide = await createSqliteLog({ file, entries: 10 });
    await say(wide, "lobby", 10);
    await wide.close();
    const narrow = await createSqliteLog({ file, entries: 3 });
    expect(await narrow.read("lobby", everything)).toMatchObject({ oldest: 8, newest: 10 });
    await say(narrow, "lobby", 1, { first: 2 });
    expect(await narrow.read("lobby", everything)).toMatchObject({ oldest: 9, newest: 11 });
    await narrow.close();
  });

  it("gives a room removed before it was closed another epoch", async () => {
    const file = newFile();
    const log = await createSqliteLog({ file });
    await say(log, "lobby", 1);
    const before = await log.read("lobby", everything);
    await log.remove?.("lobby");
    await log.close();
    const again = await createSqliteLog({ file });
    await say(again, "lobby", 1);
    const after = await again.read("lobby", everything);
    expect(after.newest).toBe(1);
    expect(after.epoch).not.toBe(before.epoch);
    await again.close();
  });

  it("stores what was appended before it was told to close", async () => {
    const file = newFile();
    const log = await createSqliteLog({ file });
    const saying = say(log, "lobby", 1);
    await log.close();
    await saying;
    const again = await createSqliteLog({ file });
    expect((await again.read("lobby", everything)).newest).toBe(1);
    await again.close();
  });

  it("refuses an entry that is no JSON, and nothing else", async () => {
    const log = await createSqliteLog({ file: newFile() });
    const entry = { kind: "message", from, ts: 0, text: "x" };
    const outcomes = await Promise.allSettled([
      log.append("lobby", { ...entry, id: "a" }),
      log.append("lobby", { ...entry, id: "b", data: 1n as never }),
      log.append("garden", { ...entry, id: "c" }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await log.close();
  });

  it.each([
    [{ file: "" }, /option file \(\).*"chat\.db"/],
    [{}, /option file \(undefined\)/],
    [undefined, /wants an object of options; there are file,/],
    ["chat.db", /wants an object of options; there are file,/],
    [{ file: 7 }, /option file \(7\)/],
    [{ file: "x.db", entries: 0 }, /option entries \(0\) must be a number from 1/],
    [{ file: "x.db", ageMs: -1 }, /option ageMs/],
    [{ file: "x.db", now: 5 }, /option now/],
    [{ file: "x.db", path: "y" }, /option path \(y\) is not an option; there are file, entries, ageMs, now/],
  ])("refuses %j", async (options, message) => {
    const error = await createSqliteLog(options as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(message);
  });
});
