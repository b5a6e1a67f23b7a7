import type { ChatLimits, Log } from "@ws-chat/server";
import { describe, it, type TestContext } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { entriesOf, startChat } from "./chat-server.ts";
import { converse } from "./converse.ts";
import { createHttpClient } from "./http-client.ts";
import { openBadNetwork, runs } from "./runs.ts";
import { UnreliableLog } from "./unreliable-log.ts";
import type { Witness } from "./witness.ts";

describe("a conversation by HTTP whose every connection is reset after 100 to 400 ms", () => {
  it.concurrent.for(runs)(
    "loses, repeats and reorders none of 1,000 messages each way ($name log, seed $seed)",
    { timeout: 60_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const { witness, errors } = await run(1_000, { log, seed, expect, onTestFinished });
      expect.soft([...witness.complaints]).toEqual([]);
      expect.soft(errors).toEqual([]);
    },
  );

  it.concurrent.for(runs)(
    "does so, too, where answers are held back until they end ($name log, seed $seed)",
    { timeout: 60_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const { witness } = await run(200, { log, seed, polls: true, expect, onTestFinished });
      expect.soft([...witness.complaints]).toEqual([]);
    },
  );

  it.concurrent.for(runs)(
    "does so, too, where appends fail, deliveries go astray and sends are too many ($name log, seed $seed)",
    { timeout: 60_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const limits = { rate: { perSecond: 100, burst: 15 } };
      const unreliable = new UnreliableLog(log, seededRandom(seed + 3_000));
      const { witness } = await run(200, { log, served: unreliable, seed, limits, expect, onTestFinished });
      expect.soft([...witness.complaints].filter((complaint) => !complaint.startsWith("error event"))).toEqual([]);
      expect(unreliable.failures, "appends that failed").toBeGreaterThan(0);
    },
  );
});

interface Surroundings extends Pick<TestContext, "expect" | "onTestFinished"> {
  /** What is judged. */
  readonly log: Log;
  /** What the chat is given. @default log */
  readonly served?: Log;
  readonly seed: number;
  readonly limits?: ChatLimits;
  readonly polls?: boolean;
}

async function run(
  count: number,
  { log, served = log, seed, limits = {}, polls, expect, onTestFinished }: Surroundings,
): Promise<{ witness: Witness; errors: readonly unknown[] }> {
  const server = await startChat({ log: served, limits, onMessage: () => {} });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const proxy = await openBadNetwork(server.port, seed);
  onTestFinished(() => proxy.close());
  const room = server.chat.room("lobby");
  const { witness, shown } = await converse(count, {
    url: proxy.url,
    seed,
    createClient: (options) => createHttpClient(options, polls),
    expect,
    onTestFinished,
    async say(sayings) {
      const saying = sayings.map(({ text, id }) => room.send(text, { id }));
      // None of the next attempt may come before one of these.
      await Promise.allSettled(saying);
      return (await Promise.all(saying)).at(-1)?.seq ?? 0;
    },
    stored: () => entriesOf(log, "lobby"),
  });
  expect.soft(proxy.resets, "resets on the way").toBeGreaterThan(2);
  expect.soft(shown.transport).toBe("http");
  return { witness, errors: server.errors };
}
