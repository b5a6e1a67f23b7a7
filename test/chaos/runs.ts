import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { logs } from "./logs.ts";
import { type ProxyOptions, ResettingProxy } from "./resetting-proxy.ts";

/** `CHAOS_SEEDS=10` runs ten, and the longer forms. */
export const seeds = Array.from({ length: Number(process.env.CHAOS_SEEDS ?? 3) }, (_, at) => at + 1);

/** Every seed on every log. A run that failed is repeated by the seed in its name. */
export const runs = logs.flatMap((log) => seeds.map((seed) => ({ ...log, seed })));

/** A client's backoff on a network as bad as that. */
export const backoff = { baseMs: 20, capMs: 200 };

/** How a client speaks, as its snapshots name it. */
export type Way = "websocket" | "http";

/** The network of the promise: every connection to `port` is reset after 100 to 400 ms. By WebSocket no other is let through. */
export function openBadNetwork(
  port: number,
  seed: number,
  way: Way,
  more: Pick<ProxyOptions, "admit"> = {},
): Promise<ResettingProxy> {
  const only = way === "websocket" ? { only: way } : {};
  return ResettingProxy.open({ port, random: seededRandom(seed), lifeMs: [100, 400], latencyMs: 4, ...only, ...more });
}
