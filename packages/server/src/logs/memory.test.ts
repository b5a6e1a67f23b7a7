import { createMemoryLog } from "@ws-chat/server/memory";
import { describe, expect, it, vi } from "vitest";
import { randomId } from "../identity.ts";
import { hashOf } from "./author-id-index.ts";
import type { Log } from "./log.ts";
import { logRoomsSuite } from "./log-rooms-suite.test-support.ts";
import { logSuite, type SuiteOptions } from "./log-suite.test-support.ts";

const suite: SuiteOptions = { open: async (retention) => createMemoryLog(retention) };
logSuite("memory", suite);
logRoomsSuite("memory", suite);

const everything = { limit: 10_000, maxBytes: 10_000_000 };
const from = { id: "v:ada", role: "visitor" };

async function say(log: Log, room: string, count: number, { text = "x", ts = 0, first = 1 } = {}): Promise<void> {
  for (let at = first; at < first + count; at += 1) {
    await log.append(room, { kind: "message", id: `m${at}`, from, ts, text });
  }
}
const sizeOf = async (log: Log, room: string): Promise<number> => (await log.read(room, everything)).entries.length;

/** Two ids of one author that share a hash. Some 80,000 have to be tried. */
function namesakes(): [string, string] {
  const known = new Map<number, string>();
  for (;;) {
    const id = randomId();
    const hash = hashOf({ id, from });
    const other = known.get(hash);
    if (other) return [other, id];
    known.set(hash, id);
  }
}

describe("createMemoryLog", () => {
  it("takes no entry for the repeat of another that only shares its hash", async () => {
    const log = createMemoryLog();
    const ids = namesakes();
    for (const id of ids) {
      const appended = await log.append("lobby", { kind: "message", id, from, ts: 1, text: id });
      expect(appended).toMatchObject({ outcome: "stored", entry: { id } });
    }
    for (const id of ids) {
      const appended = await log.append("lobby", { kind: "message", id, from, ts: 2, text: "again" });
      expect(appended).toMatchObject({ outcome: "repeat", entry: { id, text: id } });
    }
  });

  it("drops entries that are too old, also when nobody appends, and goes on counting", async () => {
    let now = 1_000;
    const log = createMemoryLog({ ageMs: 500, now: () => now });
    await say(log, "lobby", 3, { ts: 1_000 });
    now = 1_400;
    await say(log, "lobby", 1, { ts: 1_400, first: 4 });
    now = 1_501;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 4, newest: 4 });
    now = 9_000;
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 5, newest: 4, entries: [] });
    await say(log, "lobby", 1, { ts: now, first: 4 });
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 5, newest: 5 });
    now = 9_501;
    await say(log, "lobby", 1, { ts: now, first: 4 });
    expect(await log.read("lobby", everything)).toMatchObject({ oldest: 6, newest: 6 });
  });

  it("forgets the room unused for longest when it is full, and gives it another epoch later", async () => {
    const log = createMemoryLog({ maxBytes: 120_000 });
    for (const room of ["a", "b", "c", "d"]) await say(log, room, 20, { text: "x".repeat(500) });
    const before = await log.read("b", everything);
    await say(log, "a", 1, { first: 99 });
    await say(log, "e", 20, { text: "x".repeat(500) });
    expect([await sizeOf(log, "a"), await sizeOf(log, "b"), await sizeOf(log, "e")]).toEqual([21, 0, 20]);
    await say(log, "b", 1);
    const after = await log.read("b", everything);
    expect(after).toMatchObject({ oldest: 1, newest: 1 });
    expect(after.epoch).not.toBe(before.epoch);
  });

  it("forgets no room that somebody follows, but halves it", async () => {
    const log = createMemoryLog({ maxBytes: 100_000 });
    const lost = vi.fn<() => void>();
    const subscriber = { entry() {}, signal() {}, lost };
    await log.subscribe("followed", subscriber);
    await log.subscribe("busy", subscriber);
    await say(log, "followed", 40, { text: "x".repeat(500) });
    await say(log, "idle", 20, { text: "x".repeat(500) });
    const { epoch } = await log.read("followed", everything);
    await say(log, "busy", 40, { text: "x".repeat(500) });
    expect([await sizeOf(log, "idle"), await sizeOf(log, "followed"), await sizeOf(log, "busy")]).toEqual([0, 20, 40]);
    expect(await log.read("followed", everything)).toMatchObject({ epoch, oldest: 21, newest: 40 });
    expect(lost).not.toHaveBeenCalled();
  });

  it("stays within its bytes when everybody is in a room with one message", async () => {
    const log = createMemoryLog({ maxBytes: 1_000_000 });
    const rooms = Array.from({ length: 300 }, (_, at) => `room ${at}`);
    for (const room of rooms) {
      await log.subscribe(room, { entry() {}, signal() {}, lost() {} });
      await say(log, room, 1, { text: "x".repeat(10_000) });
      expect(await sizeOf(log, room)).toBe(1);
    }
    const pages = await Promise.all(rooms.map((room) => log.read(room, everything)));
    const kept = pages.reduce((sum, { entries }) => sum + entries.length, 0);
    expect(kept).toBeGreaterThan(20);
    expect(kept).toBeLessThanOrEqual(50);
    expect(pages[0]).toMatchObject({ oldest: 2, newest: 1, entries: [] });
  });

  it("stays within its bytes when one room is all there is", async () => {
    const log = createMemoryLog({ maxBytes: 1_000_000 });
    await say(log, "lobby", 1_000, { text: "x".repeat(10_000) });
    expect(await sizeOf(log, "lobby")).toBeLessThan(50);
    expect((await log.read("lobby", everything)).newest).toBe(1_000);
  });

  it("keeps nothing of a room that was followed and never written to", async () => {
    const log = createMemoryLog({ maxBytes: 3_000 });
    await say(log, "kept", 1);
    for (let at = 0; at < 100; at += 1) (await log.subscribe(`room ${at}`, { entry() {}, signal() {}, lost() {} }))();
    expect(await sizeOf(log, "kept")).toBe(1);
    await say(log, "other", 1);
    expect(await sizeOf(log, "kept")).toBe(1);
  });

  it.each([{ entries: 0 }, { ageMs: -1 }, { maxBytes: Number.NaN }, { entries: "10" as never }])(
    "refuses %j",
    (options) => {
      expect(() => createMemoryLog(options)).toThrow(TypeError);
    },
  );
});
