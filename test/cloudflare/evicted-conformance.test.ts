import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asked, foregone } from "../conformance/claimed.ts";
import { explore, hold, type Target } from "../conformance/suite.ts";
import { rows } from "../conformance/targets.ts";
import { freePort } from "../free-port.ts";
import { requires } from "../requires.ts";
import { listenEvicting } from "./evicting-gate.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");
const row = rows.find(({ runtime }) => runtime === "workerd") ?? {};

/**
 * All that is asked of them when they may stay. By WebSocket alone: a request that streams keeps its object in memory, in this runtime
 * even when its reader has gone (https://github.com/cloudflare/workerd/issues/6832).
 */
describe.skipIf(!isHere)("the conformance suite, against Durable Objects evicted before every message", () => {
  let workerd: Workerd;
  let server: Server;
  let target: Target;
  beforeAll(async () => {
    if (!isHere) return;
    workerd = await Workerd.start({
      worker: new URL("../conformance/servers/worker.ts", import.meta.url),
      isEvictable: true,
    });
    const port = await freePort();
    server = listenEvicting(workerd, port);
    target = await explore(`ws://127.0.0.1:${port}/websocket`);
  });
  afterAll(async () => {
    server?.close();
    server?.closeAllConnections();
    await workerd?.[Symbol.asyncDispose]();
  });

  it.each(asked(row, "websocket"))("$part: $title", { timeout: 60_000 }, async (check) => {
    const miss = foregone(row, check);
    if (!miss) return hold(target, check);
    await expect(hold(target, check)).rejects.toThrow(miss.seen);
  });
});
