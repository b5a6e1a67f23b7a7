import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Log, NewEntry, RoomSummary } from "./log.ts";
import { Listener } from "./log-suite.test-support.ts";
import { RedisKeys } from "./redis-keys.ts";
import { openQuickLog } from "./redis-log.test-support.ts";
import { hasRedis, RedisServer } from "./redis-server.test-support.ts";

const everything = { limit: 10_000, maxBytes: 10_000_000 };
const long = 600_000;

function said(id: string, ts = 0): NewEntry {
  return { kind: "message", id, from: { id: "v:ada", role: "visitor" }, ts, text: id };
}

describe.skipIf(!hasRedis())("redis logs that share a Redis", () => {
  let server: RedisServer;
  let logs: Log[] = [];
  let names = 0;
  const connect = () => createClient({ url: server.url }).connect();
  /** Redis as its administrator sees it. */
  let admin: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    server = await RedisServer.start();
    admin = await connect();
  });
  afterAll(async () => {
    admin.destroy();
    await server.dispose();
  });
  beforeEach(() => {
    names += 1;
  });
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.close()));
    logs = [];
  });

  async function open(retention: { entries?: number; ageMs?: number; now?: () => number } = {}): Promise<Log> {
    const log = await openQuickLog({ url: server.url, prefix: `shared-${names}`, ...retention });
    logs.push(log);
    return log;
  }

  it("deliver to each other what they append, and their signals, also those of the whole chat", async () => {
    const [one, two] = [await open(), await open()];
    const [inRoom, inChat] = [new Listener(), new Listener()];
    await Promise.all([two.subscribe("lobby", inRoom), two.subscribe("", inChat)]);
    await one.append("lobby", said("a"));
    one.signal("lobby", { type: "delta", id: "s", i: 1, text: "Hel" });
    one.signal("", { type: "disconnect", user: "u:eve" });
    await inRoom.until(({ entries, signals }) => entries.length > 0 && signals.length > 0);
    await inChat.until(({ signals }) => signals.length > 0);
    expect(inRoom.entries).toEqual([{ seq: 1, ...said("a") }]);
    expect(inChat.signals).toEqual([{ type: "disconnect", user: "u:eve" }]);
    await one.remove?.("lobby");
    await inRoom.until(({ losses }) => losses > 0);
    expect([one.isShared, two.isShared]).toEqual([true, true]);
  });

  it("tell each other's watchers which rooms have changed, and nobody else's", async () => {
    const [one, two] = [await open(), await open()];
    const other = await openQuickLog({ url: server.url, prefix: `shared-${names}-other` });
    logs.push(other);
    const told: (string | undefined)[] = [];
    const last = Promise.withResolvers<void>();
    await other.watch?.((room) => told.push(`other's ${room}`));
    await two.watch?.((room) => {
      told.push(room);
      if (room === "last") last.resolve();
    });
    await Promise.all(["lobby", "garden", "{0}", ""].map((room) => one.append(room, said("a"))));
    await one.remove?.("garden");
    await two.append("last", said("a"));
    await last.promise;
    expect(new Set(told)).toEqual(new Set(["lobby", "garden", "{0}", "", "last"]));
    expect(told.filter((room) => room === "garden")).toHaveLength(2);
  });

  it("give no number twice and store each message once, whoever appends", async () => {
    const [one, two] = [await open(), await open()];
    const ids = Array.from({ length: 200 }, (_, at) => `${at}`);
    const outcomes = await Promise.all(ids.flatMap((id) => [one, two].map((log) => log.append("lobby", said(id)))));
    expect(outcomes.filter(({ outcome }) => outcome === "stored")).toHaveLength(ids.length);
    const { entries } = await one.read("lobby", everything);
    expect(entries.map(({ seq }) => seq)).toEqual(ids.map((_, at) => at + 1));
    expect(entries.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(await two.read("lobby", everything)).toEqual(await one.read("lobby", everything));
  });

  it("show one epoch of a room that does not exist yet, and use it", async () => {
    const [one, two] = [await open(), await open()];
    const [here, there] = await Promise.all([one, two].map((log) => log.read("lobby", everything)));
    expect(here).toEqual(there);
    expect(await two.append("lobby", said("a"))).toMatchObject({ epoch: here?.epoch });
  });

  it("give each debt to one of those who claim", async () => {
    const [one, two] = [await open(), await open()];
    const replies = Array.from({ length: 40 }, (_, at) => `r${at}`);
    const owing = (reply: string) => ({ owes: { reply, attempt: 1, asker: "{}", leaseMs: 0 } });
    await Promise.all(replies.map((reply, at) => one.append(`room ${at % 9}`, said(reply), owing(reply))));
    const given: string[] = [];
    while (given.length < replies.length) {
      const shares = await Promise.all([one, two, one, two].map(async (log) => log.debts?.claim(7, long)));
      given.push(...shares.flatMap((debts) => (debts ?? []).map(({ reply }) => reply)));
    }
    expect(given.toSorted()).toEqual(replies.toSorted());
  });

  it("keep apart rooms of which one is called as if it were part of the other", async () => {
    const log = await open();
    const parts = ["", ":ids", ":entries", ":channel", ":ids:entries"];
    // One letter for each shard.
    const rooms = "abcdefghijklmnop".split("").flatMap((letter) => parts.map((part) => `${letter}${part}`));
    for (const room of rooms) await log.append(room, said("a"));
    for (const room of rooms.filter((name) => name.length === 1)) await log.remove?.(room);
    for (const room of rooms.filter((name) => name.length > 1)) {
      expect(await log.append(room, said("b"))).toMatchObject({ outcome: "stored", entry: { seq: 2 } });
    }
  });

  it("keep from each other's rooms where their prefixes differ", async () => {
    const one = await open();
    names += 1;
    const two = await open();
    await one.append("lobby", said("a"));
    expect((await two.read("lobby", everything)).newest).toBe(0);
    expect(await two.rooms?.({ limit: 10 })).toEqual([]);
  });

  it("list the rooms of all shards by their newest entry, in pages, without those that are empty", async () => {
    const [log] = [await open()];
    const inOrder = Array.from({ length: 25 }, (_, at) => ({
      room: `room ${String.fromCharCode(97 + at)}`,
      ts: 10 * (at >> 2),
    }));
    for (const { room, ts } of inOrder) {
      await log.append(room, said("first", 500));
      await log.append(room, said("newest", ts));
    }
    await log.append("removed", said("a", 999));
    await log.remove?.("removed");
    const listed: RoomSummary[] = [];
    for (;;) {
      const last = listed.at(-1);
      const range = last ? { before: { ts: last.newest.ts, room: last.room }, limit: 4 } : { limit: 4 };
      const page = (await log.rooms?.(range)) ?? [];
      if (page.length === 0) break;
      listed.push(...page);
    }
    expect(listed.map(({ room }) => room)).toEqual(inOrder.map(({ room }) => room).toReversed());
    expect(listed[0]?.newest).toEqual({ seq: 2, ...said("newest", 60) });
  });

  it("drop entries that are too old, also when nobody appends, and go on counting", async () => {
    let now = 1_000;
    const log = await open({ ageMs: 500, now: () => now });
    for (const id of ["a", "b", "c"]) await log.append("lobby", said(id, 1_000));
    now = 1_400;
    await log.append("lobby", said("d", 1_400));
    now = 1_501;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 4, newest: 4 });
    now = 9_000;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 5, newest: 4, entries: [] });
    expect(await log.rooms?.({ limit: 9 })).toEqual([]);
    expect(await log.append("lobby", said("d", now))).toMatchObject({ outcome: "stored", entry: { seq: 5 } });
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 5, newest: 5 });
  });

  it("show no hole where a clock was set back", async () => {
    let now = 1_000;
    const log = await open({ ageMs: 500, now: () => now });
    await log.append("lobby", said("a", 1_000));
    await log.append("lobby", said("b", 600));
    await log.append("lobby", said("c", 1_000));
    now = 1_200;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 1, newest: 3, entries: [{}, {}, {}] });
  });

  it("delete what is too old in rooms that nobody uses any more", async () => {
    let now = 1_000;
    const log = await open({ ageMs: 500, now: () => now });
    const keys = new RedisKeys(`shared-${names}`);
    const { shard } = keys.of("lobby");
    const others = Array.from({ length: 100 }, (_, at) => `r${at}`).filter((room) => keys.of(room).shard === shard);
    expect(others.length).toBeGreaterThan(2);
    for (const room of others) await log.append(room, said("a", now));
    now = 2_000;
    // The first time Redis has to be shown the script, and one room comes twice.
    for (const id of [...others, "one more"]) await log.append("lobby", said(id, now));
    // Goes the same way as what was sent to delete them, and after it.
    await log.read("lobby", everything);
    for (const room of others) {
      const { entries, ids } = keys.of(room);
      expect([await admin.xLen(entries), await admin.hLen(ids)]).toEqual([0, 0]);
    }
    expect(await admin.zRange(shard.rooms, 0, -1)).toEqual(["lobby"]);
  });

  it("trim in the middle of a batch as between two, and forget ids with their entries", async () => {
    const log = await open({ entries: 10 });
    const twelve = Array.from({ length: 12 }, (_, at) => `${at + 1}`);
    const since = { epoch: (await log.read("lobby", everything)).epoch, seq: 2 };
    const outcomes = await Promise.all([
      ...[...twelve, "2", "4", "2"].map((id) => log.append("lobby", said(id))),
      log.append("lobby", said("1"), { since }),
    ]);
    expect(outcomes.slice(12)).toMatchObject([
      { outcome: "stored", entry: { seq: 13 } },
      { outcome: "repeat", entry: { seq: 4 } },
      { outcome: "repeat", entry: { seq: 13 } },
      { outcome: "expired" },
    ]);
    const { entries, ids } = new RedisKeys(`shared-${names}`).of("lobby");
    expect([await admin.xLen(entries), await admin.hLen(ids)]).toEqual([10, 10]);
    expect(await log.append("lobby", said("2"))).toMatchObject({ outcome: "repeat", entry: { seq: 13 } });
  });

  it("keep fewer entries when opened so, and find no repeat of what is kept no more", async () => {
    const wide = await open({ entries: 100 });
    const ids = Array.from({ length: 100 }, (_, at) => `${at + 1}`);
    await Promise.all(ids.map((id) => wide.append("lobby", said(id))));
    const narrow = await open({ entries: 3 });
    expect(await narrow.read("lobby", everything)).toMatchObject({ oldest: 98, newest: 100 });
    expect(await narrow.append("lobby", said("2"))).toMatchObject({ outcome: "stored", entry: { seq: 101 } });
    expect(await narrow.append("lobby", said("99"))).toMatchObject({ outcome: "repeat", entry: { seq: 99 } });
  });
});
