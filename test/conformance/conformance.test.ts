import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canRun, Proxy } from "../proxies/proxy.ts";
import { requires } from "../requires.ts";
import { type Runtime, runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";
import { explore, hold, lackOf, suite, type Target } from "./suite.ts";
import { rows } from "./targets.ts";

const npm = "npm ci --prefix test/runtimes";

describe.each(rows)(
  "the conformance suite, against $name",
  ({ runtime, server, proxy, without = [], excused = {} }) => {
    const { name, program, remedy = npm }: Runtime = runtimes[runtime];
    const isHere = requires(name, program !== undefined, remedy) && (!proxy || canRun(proxy));
    let served: Served;
    let front: Proxy | undefined;
    let target: Target;
    beforeAll(async () => {
      if (!isHere) return;
      served = await Served.start(runtime, new URL(`servers/${server}`, import.meta.url));
      front = proxy && (await Proxy.start(proxy, { app: Number(new URL(served.url).port) }));
      target = await explore(front?.url("/websocket") ?? `${served.url.replace("http", "ws")}/websocket`);
    });
    afterAll(async () => {
      await front?.[Symbol.asyncDispose]();
      await served?.[Symbol.asyncDispose]();
    });

    it.skipIf(!isHere)("has the abilities it claims, and no other", () => {
      expect(without.filter((feature) => target.features.has(feature))).toEqual([]);
    });

    const claimed = suite.filter(({ features = [] }) => !features.some((feature) => without.includes(feature)));
    it.skipIf(!isHere).each(claimed)("$part: $title", async (check) => {
      expect(lackOf(target, check)).toBeUndefined();
      const excuse = excused[check.title];
      if (!excuse) return hold(target, check);
      await expect(hold(target, check), `strike from targets.ts: ${excuse.reason}`).rejects.toThrow(excuse.seen);
    });
  },
);
