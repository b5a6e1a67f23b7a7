import { describe, expect, it, onTestFailed } from "vitest";
import { hasRedis } from "../../packages/server/src/logs/redis-server.test-support.ts";
import { unharmed } from "../chaos/tally.ts";
import { runCluster } from "./cluster.ts";

/** `npm run soak` is the long form. */
const seed = Number(process.env.CLUSTER_SEED ?? 1);

describe.skipIf(!hasRedis())("three processes on one Redis, 200 clients in 20 rooms, a fault each second", () => {
  it(`lose, repeat and reorder none of 2,000 messages, and answer each once (seed ${seed})`, async () => {
    const outcome = await runCluster({ seed, messages: 2_000, gapMs: 1_000, faults: 8, cutMs: 2_000, leaseMs: 3_000 });
    const { figures, harms, faults } = outcome;
    onTestFailed(() => console.log([`seed ${seed}`, ...faults, ...harms.slice(0, 40)].join("\n")));
    expect(figures).toEqual({
      "up, in the log": unharmed,
      "up, by the promises of send()": unharmed,
      "down, as shown": unharmed,
      "down, as told by message events": unharmed,
      "questions not answered exactly once": "0",
    });
    expect(harms).toEqual([]);
    expect(faults.filter((line) => /killed|cut from|reset/.test(line)).length).toBeGreaterThan(4);
  }, 120_000);
});
