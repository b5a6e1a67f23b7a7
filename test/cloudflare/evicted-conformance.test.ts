import type { Server } from "node:http";
import { afterAll, beforeAll, describe, it } from "vitest";
import { explore, hold, suite, type Target } from "../conformance/suite.ts";
import { freePort } from "../free-port.ts";
import { requires } from "../requires.ts";
import { listenEvicting } from "./evicting-proxy.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");

/** What asks for many messages in a short time is not asked here: each waits for an eviction. The others are asked of the profile they need. */
const parts: readonly string[] = ["Dialogues", "Heartbeat", "Ending", "History", "Streams", "What passes"];
const hasty: readonly string[] = [
  "A rate limit and go-back-N",
  "answers with no more than its limits, and says whether there is more",
];
const asked = suite.filter(({ part, title }) => parts.includes(part) && !hasty.includes(title));

describe.skipIf(!isHere)("the conformance suite, against Durable Objects evicted before every message", () => {
  let workerd: Workerd;
  let server: Server;
  let target: Target;
  beforeAll(async () => {
    workerd = await Workerd.start({ worker: new URL("../conformance/servers/worker.ts", import.meta.url) });
    const port = await freePort();
    server = listenEvicting(workerd, port);
    target = await explore(`ws://127.0.0.1:${port}/websocket`);
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await workerd[Symbol.asyncDispose]();
  });

  it.each(asked)("$part: $title", (check) => hold(target, check));
});
