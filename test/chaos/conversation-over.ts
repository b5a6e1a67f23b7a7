import { createClient } from "@ws-chat/client";
import type { ChatLimits, Log } from "@ws-chat/server";
import { it, type TestContext } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { entriesOf, startChat } from "./chat-server.ts";
import { converse } from "./converse.ts";
import { createHttpClient } from "./http-client.ts";
import { openBadNetwork, runs, type Way } from "./runs.ts";
import { UnreliableLog } from "./unreliable-log.ts";
import type { Witness } from "./witness.ts";

/** Declares the tests of what is promised of a conversation on a bad network, on every log. */
export function itKeepsItsPromises(way: Way): void {
  it.concurrent.for(runs)(
    "loses, repeats and reorders none of 1,000 messages each way ($name log, seed $seed)",
    { timeout: 180_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const { witness, errors } = await conversationOver(way, 1_000, { log, seed, expect, onTestFinished });
      expect.soft([...witness.complaints]).toEqual([]);
      expect.soft(errors).toEqual([]);
    },
  );

  it.concurrent.for(runs)(
    "does so, too, where appends fail, deliveries go astray and sends are too many ($name log, seed $seed)",
    { timeout: 180_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const limits = { rate: { perSecond: 100, burst: 15 } };
      const unreliable = new UnreliableLog(log, seededRandom(seed + 3_000));
      const surroundings = { log, served: unreliable, seed, limits, expect, onTestFinished };
      const { witness } = await conversationOver(way, 200, surroundings);
      expect.soft([...witness.complaints].filter((complaint) => !complaint.startsWith("error event"))).toEqual([]);
      expect(unreliable.failures, "appends that failed").toBeGreaterThan(0);
    },
  );
}

interface Surroundings extends Pick<TestContext, "expect" | "onTestFinished"> {
  /** What is judged. */
  readonly log: Log;
  /** What the chat is given. @default log */
  readonly served?: Log;
  readonly seed: number;
  readonly limits?: ChatLimits;
  /** By HTTP, answers are held back until they end. @default false */
  readonly polls?: boolean;
}

/** `count` messages each way with a server in this process, whose connections are all reset. */
export async function conversationOver(
  way: Way,
  count: number,
  { log, served = log, seed, limits = {}, polls = false, expect, onTestFinished }: Surroundings,
): Promise<{ witness: Witness; errors: readonly unknown[] }> {
  const server = await startChat({ log: served, limits, onMessage: () => {} });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const proxy = await openBadNetwork(server.port, seed, way);
  onTestFinished(() => proxy.close());
  const room = server.chat.room("lobby");
  const { witness } = await converse(count, {
    url: proxy.url,
    seed,
    createClient: way === "http" ? (options) => createHttpClient(options, polls) : createClient,
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
  expect.soft([...witness.transports]).toEqual([way]);
  return { witness, errors: server.errors };
}
