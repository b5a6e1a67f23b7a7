import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Appended, Log, NewEntry } from "./log.ts";
import { type Breakable, logFaultSuite } from "./log-fault-suite.test-support.ts";
import { Listener } from "./log-suite.test-support.ts";
import { RedisKeys } from "./redis-keys.ts";
import { openQuickLog, Reports } from "./redis-log.test-support.ts";
import { hasRedis, RedisServer } from "./redis-server.test-support.ts";
import { TcpRelay } from "./tcp-relay.test-support.ts";

const everything = { limit: 1_000_000, maxBytes: 1_000_000_000 };
const back = "Redis is back";

function said(id: string): NewEntry {
  return { kind: "message", id, from: { id: "v:ada", role: "visitor" }, ts: 0, text: id };
}

async function idsIn(log: Log): Promise<string[]> {
  return (await log.read("lobby", everything)).entries.map(({ id }) => id);
}

async function openBreakable(): Promise<Breakable> {
  const server = await RedisServer.start();
  const reports = new Reports();
  const open = (): Promise<Log> => openQuickLog({ url: server.url, reports });
  let log = await open();
  const first = log;
  const reopenAfter = async (change: () => Promise<void>): Promise<Log> => {
    await log.close();
    await change();
    log = await open();
    return log;
  };
  return {
    log: first,
    breakDown: () => server.kill(),
    mend: async () => {
      await server.start();
      await reports.until(back);
    },
    backUp: () => reopenAfter(() => server.backUp()),
    restore: () => reopenAfter(() => server.restore()),
    close: async () => {
      await log.close();
      await server.dispose();
    },
  };
}

describe.skipIf(!hasRedis())("with a Redis of its own", () => {
  logFaultSuite("redis", openBreakable);

  describe("a redis log", () => {
    let server: RedisServer;
    let reports: Reports;
    let log: Log;
    let names = 0;
    const closing: (() => unknown)[] = [];
    beforeAll(async () => {
      server = await RedisServer.start();
    });
    afterAll(() => server.dispose());
    beforeEach(async () => {
      reports = new Reports();
      names += 1;
      log = await openQuickLog({ url: server.url, prefix: `faults-${names}`, reports });
    });
    afterEach(async () => {
      await log.close();
      for (const close of closing.splice(0)) await close();
    });

    /** Redis as its administrator sees it. */
    async function command(...args: string[]): Promise<unknown> {
      const client = await createClient({ url: server.url })
        .on("error", () => {})
        .connect();
      try {
        return await client.sendCommand(args);
      } finally {
        client.destroy();
      }
    }

    it("has all that it acknowledged after Redis was killed, and goes on by itself", async () => {
      const acknowledged: string[] = [];
      let refusals = 0;
      const isDone = Promise.withResolvers<void>();
      const sayUntilKilled = async (lane: number): Promise<void> => {
        for (let at = 1; at < 1_000_000; at += 1) {
          const id = `${lane}-${at}`;
          const appended = await log.append("lobby", said(id)).catch((error: Error) => error);
          if (!(appended instanceof Error)) acknowledged.push(id);
          else {
            refusals += 1;
            expect(appended.message).toMatch(/^Redis is away: /);
            return;
          }
          if (acknowledged.length === 200) isDone.resolve();
        }
      };
      const lanes = [1, 2, 3, 4].map(sayUntilKilled);
      await isDone.promise;
      await server.kill();
      await Promise.all(lanes);
      expect(refusals).toBe(4);
      await expect(log.append("lobby", said("meanwhile"))).rejects.toThrow(/^Redis is away: /);
      await expect(log.read("lobby", everything)).rejects.toThrow(/^Redis is away: /);
      await expect(log.subscribe("lobby", new Listener())).rejects.toThrow(/^Redis is away: /);
      log.signal("lobby", { type: "stop", id: "s", by: "v:ada" });
      await server.start();
      await reports.until(back);
      const ids = await idsIn(log);
      expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      expect(await log.append("lobby", said("1-1"))).toMatchObject({ outcome: "repeat" });
      expect(await log.append("lobby", said("after"))).toMatchObject({ entry: { seq: ids.length + 1 } });
    });

    it("tells of an outage once, and of its end", async () => {
      await server.kill();
      await reports.until("warn: ws-chat: Redis is away");
      await expect(log.append("lobby", said("a"))).rejects.toThrow(Error);
      await server.start();
      await reports.until(back);
      await server.kill();
      await server.start();
      await reports.until(back, 2);
      expect(reports.told.map((text) => text.slice(0, 5))).toEqual(["warn:", "info:", "warn:", "info:"]);
    });

    it("says to everybody that something may be missing when its subscriptions were cut, and misses nothing then", async () => {
      const [here, there] = [new Listener(), new Listener()];
      const told: (string | undefined)[] = [];
      await Promise.all([
        log.subscribe("lobby", here),
        log.subscribe("garden", there),
        log.watch?.((room) => told.push(room)),
      ]);
      const killing = command("CLIENT", "KILL", "TYPE", "pubsub");
      const appending = log.append("lobby", said("a"));
      await Promise.all([killing, appending]);
      await Promise.all([here.until(({ losses }) => losses > 0), there.until(({ losses }) => losses > 0)]);
      expect(told).toContain(undefined);
      expect(await idsIn(log)).toEqual(["a"]);
      told.length = 0;
      await log.append("lobby", said("b"));
      await here.until(({ entries }) => entries.some(({ id }) => id === "b"));
      await expect.poll(() => told).toContain("lobby");
    });

    it("finds a connection dead that carries nothing any more: rejects what waits, and is heard again", async () => {
      const way = await TcpRelay.before(server.port);
      closing.push(() => way.close());
      const far = await openQuickLog({ url: `redis://127.0.0.1:${way.port}`, prefix: `faults-${names}`, reports });
      closing.unshift(() => far.close());
      const listener = new Listener();
      await far.subscribe("lobby", listener);
      way.swallow();
      const waiting = [far.append("lobby", said("a")), far.read("garden", everything)];
      await log.append("lobby", said("b"));
      const outcomes = await Promise.allSettled(waiting);
      expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      await listener.until(({ losses }) => losses > 0);
      await reports.until(back);
      expect(await far.append("lobby", said("a"))).toMatchObject({ outcome: "stored", entry: { seq: 2 } });
      await listener.until(({ entries }) => entries.some(({ id }) => id === "a"));
    });

    it("rejects what a Redis that hangs does not answer, and stores it once when it is sent again", async () => {
      server.stall();
      await expect(log.append("lobby", said("a"))).rejects.toThrow("no answer within");
      server.resume();
      await reports.until(back);
      await log.append("lobby", said("a"));
      await log.append("lobby", said("b"));
      expect(await idsIn(log)).toEqual(["a", "b"]);
    });

    it("keeps the order when Redis forgets the scripts", async () => {
      const ids = Array.from({ length: 300 }, (_, at) => `${at}`);
      const saying = (async () => {
        const appends: Promise<Appended>[] = [];
        for (const id of ids) {
          appends.push(log.append("lobby", said(id)));
          if (Number(id) % 20 === 0) await appends.at(-1);
        }
        await Promise.all(appends);
      })();
      for (let at = 0; at < 5; at += 1) await command("SCRIPT", "FLUSH");
      await saying;
      expect(await idsIn(log)).toEqual(ids);
    });

    it.each([
      [["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"], /^Redis has no memory left.*OOM/],
      [
        ["CONFIG", "SET", "min-replicas-to-write", "1"],
        ["CONFIG", "SET", "min-replicas-to-write", "0"],
        /^Redis has fewer replicas.*NOREPLICAS/,
      ],
    ])("says what is wrong after %j", async (harm, remedy, words) => {
      await log.append("lobby", said("a"));
      await command(...harm);
      const refused = await log.append("lobby", said("b")).catch((error: unknown) => error);
      await command(...remedy);
      expect(String(refused)).toMatch(new RegExp(words.source.replace("^", "^Error: ")));
      await log.append("lobby", said("b"));
      expect(await idsIn(log)).toEqual(["a", "b"]);
    });

    it("leaves a Redis that has become a replica, and looks for the primary", async () => {
      const listener = new Listener();
      await log.append("lobby", said("a"));
      await log.subscribe("lobby", listener);
      await command("REPLICAOF", "127.0.0.1", "1");
      const words = /^this Redis is a replica.*READONLY/;
      await expect(log.append("lobby", said("b"))).rejects.toThrow(words);
      await reports.until("warn: ws-chat: this Redis is a replica");
      await expect(openQuickLog({ url: server.url })).rejects.toThrow(words);
      expect(reports.count(back)).toBe(0);
      await command("REPLICAOF", "NO", "ONE");
      await reports.until(back);
      await log.append("lobby", said("b"));
      expect(await idsIn(log)).toEqual(["a", "b"]);
      expect(listener.losses).toBeGreaterThan(0);
    });

    it("says that something may be missing when only its commands go to another Redis", async () => {
      const listener = new Listener();
      await log.subscribe("lobby", listener);
      await command("CLIENT", "KILL", "TYPE", "normal").catch(() => {});
      await listener.until(({ losses }) => losses > 0);
    });

    it.each(["before", "after"])("says so when a Redis was emptied %s it has heard of an entry", async (when) => {
      const listener = new Listener();
      if (when === "before") await log.append("lobby", said("a"));
      const { epoch } = await log.read("lobby", everything);
      await log.subscribe("lobby", listener);
      if (when === "after") await log.append("lobby", said("a"));
      await command("FLUSHALL");
      const told = listener.losses;
      expect(await log.append("lobby", said("b"))).toMatchObject({ entry: { seq: 1 } });
      await listener.until(({ entries }) => entries.some(({ id }) => id === "b"));
      expect(listener.losses).toBeGreaterThan(told);
      expect((await log.read("lobby", everything)).epoch).not.toBe(epoch);
    });

    it("says so when a Redis that lost its end goes on with other entries", async () => {
      const { meta, entries, ids } = new RedisKeys(`faults-${names}`).of("lobby");
      const listener = new Listener();
      await log.subscribe("lobby", listener);
      for (const id of ["a", "b", "c"]) await log.append("lobby", said(id));
      await listener.until((heard) => heard.entries.length === 3);
      const told = listener.losses;
      await command("HSET", meta, "newest", "2");
      await command("HDEL", ids, "5 v:ada c");
      // As a replica that is behind has it.
      await command("DEL", entries);
      for (const id of [1, 2])
        await command("XADD", entries, `${id}-0`, "key", "k", "ts", "0", "body", `"id":"${id}"}`);
      expect(await log.append("lobby", said("d"))).toMatchObject({ entry: { seq: 3 } });
      await listener.until((heard) => heard.entries.length === 4);
      expect(listener.losses).toBeGreaterThan(told);
    });

    it.each(["meta", "entries", "ids"] as const)("goes on in a room whose %s were evicted", async (part) => {
      for (const id of ["a", "b", "c"]) await log.append("lobby", said(id));
      await command("DEL", new RedisKeys(`faults-${names}`).of("lobby")[part]);
      const page = await log.read("lobby", everything);
      expect(page.entries).toHaveLength(page.newest - page.oldest + 1);
      for (const id of ["d", "e"]) expect(await log.append("lobby", said(id))).toMatchObject({ outcome: "stored" });
      const after = await log.read("lobby", everything);
      expect(after.entries.map(({ seq }) => seq)).toEqual(
        Array.from({ length: after.newest - after.oldest + 1 }, (_, at) => after.oldest + at),
      );
      expect(after.entries.slice(-2).map(({ id }) => id)).toEqual(["d", "e"]);
    });

    it("stores nothing of what goes together with something that its scripts cannot read", async () => {
      const since = { epoch: "\ud800", seq: 0 };
      const appends = [log.append("lobby", said("a")), log.append("lobby", said("b"), { since })];
      expect((await Promise.allSettled(appends)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect(await log.append("lobby", said("c"))).toMatchObject({ outcome: "stored", entry: { seq: 1 } });
    });

    it("goes on by itself once Redis has loaded its data", async () => {
      const slowly = [
        "--appendonly",
        "no",
        "--key-load-delay",
        "1000",
        "--loading-process-events-interval-bytes",
        "1024",
      ];
      const slow = await RedisServer.start(...slowly);
      closing.push(() => slow.dispose());
      const waiting = await openQuickLog({ url: slow.url, reports });
      closing.unshift(() => waiting.close());
      await Promise.all(Array.from({ length: 200 }, (_, at) => waiting.append(`room ${at}`, said("a"))));
      const admin = await createClient({ url: slow.url }).connect();
      await admin.sendCommand(["SAVE"]);
      admin.destroy();
      await slow.kill();
      const starting = slow.start();
      let words = "";
      while (!words.includes("LOADING") && reports.count(back) === 0) {
        words = await waiting.append("lobby", said("b")).then(String, (error: Error) => error.message);
        await new Promise(setImmediate);
      }
      expect(words).toMatch(/^Redis is still loading its data/);
      await starting;
      await reports.until(back);
      expect(await waiting.append("room 7", said("a"))).toMatchObject({ outcome: "repeat" });
    });

    it("lives on where a subscriber throws, and says that something may be missing", async () => {
      const listener = new Listener();
      const broken = {
        entry: () => {
          throw new Error("a subscriber's own fault");
        },
        signal: () => {},
        lost: () => {},
      };
      await log.subscribe("lobby", broken);
      await log.subscribe("lobby", listener);
      await log.append("lobby", said("a"));
      await listener.until(({ entries, losses }) => entries.length + losses > 0);
      expect(reports.count("a subscriber's own fault")).toBe(1);
      await log.append("garden", said("b"));
      expect((await log.read("garden", everything)).newest).toBe(1);
    });
  });
});
