import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Appended, Log, NewEntry } from "./log.ts";
import { type Breakable, logFaultSuite } from "./log-fault-suite.test-support.ts";
import { Listener } from "./log-suite.test-support.ts";
import { openQuickLog, Reports, Swallowing } from "./redis-log.test-support.ts";
import { hasRedis, RedisServer } from "./redis-server.test-support.ts";

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
      await Promise.all([log.subscribe("lobby", here), log.subscribe("garden", there)]);
      const killing = command("CLIENT", "KILL", "TYPE", "pubsub");
      const appending = log.append("lobby", said("a"));
      await Promise.all([killing, appending]);
      await Promise.all([here.until(({ losses }) => losses > 0), there.until(({ losses }) => losses > 0)]);
      expect(await idsIn(log)).toEqual(["a"]);
      await log.append("lobby", said("b"));
      await here.until(({ entries }) => entries.some(({ id }) => id === "b"));
    });

    it("finds a connection dead that carries nothing any more: rejects what waits, and is heard again", async () => {
      const way = await Swallowing.before(server.port);
      closing.push(() => way.close());
      const far = await openQuickLog({ url: way.url, prefix: `faults-${names}`, reports });
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
      [["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"], /^this Redis is a replica.*READONLY/],
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
