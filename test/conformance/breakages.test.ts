import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Served } from "../runtimes/served.ts";
import { breakages } from "./breakages.ts";
import { uploadBreakages } from "./upload-breakages.ts";
import { BreakingServer } from "./breaking-server.ts";
import { explore, hold, suites, type Target } from "./suite.ts";

const all = [...breakages, ...uploadBreakages];
const checks = suites.http.filter(({ over }) => over === "http");

describe("the conformance suite, against a server that breaks one rule of HTTP", () => {
  let served: Served;
  let server: BreakingServer;
  let target: Target;
  beforeAll(async () => {
    served = await Served.start("node", new URL("servers/node.ts", import.meta.url));
    server = await BreakingServer.listen(served.url);
    target = await explore(server.url);
  });
  beforeEach(() => void (server.breaking = {}));
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
  });

  it.each(checks)("passes one that breaks none: $title", (check) => hold(target, check));

  it.each(all)("fails one that $does", async ({ noticed, ...breaking }) => {
    server.breaking = breaking;
    const noticing = checks.filter(({ title }) => noticed.test(title));
    expect(noticing).not.toEqual([]);
    const results = await Promise.allSettled(noticing.map((check) => hold(target, check)));
    const blind = noticing.filter((_, at) => results[at]?.status === "fulfilled");
    expect(blind.map(({ title }) => title)).toEqual([]);
  });

  it("has no check that nothing makes fail", () => {
    const unseen = checks.filter(({ title }) => !all.some(({ noticed }) => noticed.test(title)));
    expect(unseen.map(({ title }) => title)).toEqual([]);
  });
});
