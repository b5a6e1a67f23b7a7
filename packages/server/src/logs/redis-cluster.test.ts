import { createClient, createCluster } from "@redis/client";
import { createRedisLog } from "@ws-chat/server/redis";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Log } from "./log.ts";
import { logDebtSuite } from "./log-debt-suite.test-support.ts";
import { Listener, logSuite, type SuiteOptions } from "./log-suite.test-support.ts";
import { RedisKeys } from "./redis-keys.ts";
import { openRedisLog } from "./redis.ts";
import { templateOf } from "./redis-client.ts";
import { quick, Reports } from "./redis-log.test-support.ts";
import { hasRedis, RedisServer } from "./redis-server.test-support.ts";

describe.skipIf(!hasRedis())("on a cluster", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.startCluster();
  });
  afterAll(() => server.dispose());

  const clusterOf = () => createCluster({ rootNodes: [{ url: server.url }] });

  // Redis itself refuses a script whose keys are of several slots.
  let opened = 0;
  let reopen = (): Promise<Log> => Promise.reject(new Error("nothing was opened"));
  const suite: SuiteOptions = {
    open: (retention) => {
      opened += 1;
      const options = { client: clusterOf(), prefix: `test-${opened}`, ...retention };
      reopen = () => createRedisLog(options);
      return reopen();
    },
    reopen: () => reopen(),
  };
  logSuite("redis, as a cluster,", suite);
  logDebtSuite("redis, as a cluster,", suite);

  it("finds all that a script uses in one slot, and rooms in several", async () => {
    const admin = await createClient({ url: server.url }).connect();
    const slotOf = async (key: string): Promise<number> => Number(await admin.sendCommand(["CLUSTER", "KEYSLOT", key]));
    const keys = new RedisKeys("ws-chat");
    const used = new Set<number>();
    for (const room of [
      "",
      "lobby",
      "{garden}",
      "a}b{c",
      "~v:ada",
      ...Array.from({ length: 50 }, (_, at) => `r${at}`),
    ]) {
      const { shard, ...own } = keys.of(room);
      const slots = new Set(await Promise.all([...Object.values(own), ...Object.values(shard)].map(slotOf)));
      expect(slots.size).toBe(1);
      for (const slot of slots) used.add(slot);
    }
    expect(used.size).toBeGreaterThan(10);
    const across = admin.sendCommand(["EVAL", "return 1", "2", "{1}", "{2}"]);
    await expect(across).rejects.toThrow("CROSSSLOT");
    admin.destroy();
  });

  it("comes back by itself after the node was killed, and says that something may be missing", async () => {
    const reports = new Reports();
    const template = templateOf(clusterOf());
    if (!template) throw new Error("a cluster's client is a template");
    const retention = { entries: 100, ageMs: Number.POSITIVE_INFINITY, now: Date.now };
    const log = await openRedisLog(template, { prefix: "killed", retention, logger: reports }, quick);
    const listener = new Listener();
    await log.subscribe("lobby", listener);
    const entry = { kind: "message", from: { id: "v:ada", role: "visitor" }, ts: 0, text: "x" };
    await log.append("lobby", { ...entry, id: "a" });
    await server.kill();
    await expect(log.append("lobby", { ...entry, id: "b" })).rejects.toThrow(Error);
    await server.start();
    await listener.until(({ losses }) => losses > 0);
    await reports.until("Redis is back");
    // The cluster's client looks after its nodes, and tells nobody.
    while (!(await log.append("lobby", { ...entry, id: "b" }).catch(() => undefined))) await pause(10);
    expect((await log.read("lobby", { limit: 10, maxBytes: 10_000 })).entries.map(({ id }) => id)).toEqual(["a", "b"]);
    await log.close();
  });
});
