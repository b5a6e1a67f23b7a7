import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canRun, Proxy } from "../proxies/proxy.ts";
import { requires } from "../requires.ts";
import { type Runtime, runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";
import { asked, claimed, foregone } from "./claimed.ts";
import { explore, hold, httpOf, lackOf, type Target } from "./suite.ts";
import { rows } from "./targets.ts";

const npm = "npm ci --prefix test/runtimes";

describe.concurrent.each(rows)("the conformance suite, against $name", (row) => {
  const { runtime, server, proxy, without = [], foregoes = {} } = row;
  const { name, program, remedy = npm }: Runtime = runtimes[runtime];
  const isHere = requires(name, program !== undefined, remedy) && (!proxy || canRun(proxy));
  let served: Served;
  let front: Proxy | undefined;
  let url: string;
  beforeAll(async () => {
    if (!isHere) return;
    served = await Served.start(runtime, new URL(`servers/${server}`, import.meta.url));
    front = proxy && (await Proxy.start(proxy, { app: Number(new URL(served.url).port) }));
    url = front?.url("/websocket") ?? `${served.url.replace("http", "ws")}/websocket`;
  });
  afterAll(async () => {
    await front?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
  });

  it("is excused from nothing that is not a recommendation", () => {
    const missed = asked(row, "websocket").length - claimed(row, "websocket").length;
    expect(missed).toBe(Object.keys(foregoes).length);
  });

  describe.each([
    { by: "WebSocket", transport: "websocket" },
    { by: "HTTP", transport: "http" },
  ] as const)("by $by", { concurrent: false }, ({ transport }) => {
    const checks = asked(row, transport);
    let target: Target;
    beforeAll(async () => {
      if (isHere && checks.length > 0) target = await explore(transport === "http" ? httpOf(url) : url);
    });

    it.skipIf(!isHere)("has the abilities it claims, and no other", async () => {
      if (checks.length === 0) await expect(explore(httpOf(url))).rejects.toThrow("welcome");
      else expect(without.filter((feature) => target.features.has(feature))).toEqual([]);
    });

    it.skipIf(!isHere).each(checks)("$part: $title", async (check) => {
      expect(lackOf(target, check)).toBeUndefined();
      const miss = foregone(row, check);
      if (!miss) return hold(target, check);
      await expect(hold(target, check), `strike from targets.ts: ${miss.reason}`).rejects.toThrow(miss.seen);
    });
  });
});
