import { setTimeout as pause } from "node:timers/promises";
import { createClient, type Item, type ShownMessage } from "@ws-chat/client";
import type { ChatLimits, Log } from "@ws-chat/server";
import { describe, it, type TestContext } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { entriesOf, startChat } from "./chat-server.ts";
import { backoff, openBadNetwork, runs } from "./runs.ts";
import { tally, unharmed } from "./tally.ts";
import { UnreliableLog } from "./unreliable-log.ts";
import { Witness } from "./witness.ts";

const lastWord = "That was all.";

describe("a conversation whose every connection is reset after 100 to 400 ms", () => {
  it.concurrent.for(runs)(
    "loses, repeats and reorders none of 1,000 messages each way ($name log, seed $seed)",
    { timeout: 60_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const { server, witness } = await converse(1_000, { log, seed, expect, onTestFinished });
      expect.soft([...witness.complaints]).toEqual([]);
      expect.soft(server.errors).toEqual([]);
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
      const { witness } = await converse(200, { log, served: unreliable, seed, limits, expect, onTestFinished });
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
}

/** `count` messages each way over a bad network, and what has become of them. */
async function converse(count: number, { log, served = log, seed, limits = {}, expect, onTestFinished }: Surroundings) {
  const server = await startChat({ log: served, limits, onMessage: () => {} });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const proxy = await openBadNetwork(server.port, seed);
  onTestFinished(() => proxy.close());
  const room = server.chat.room("lobby");
  /** Says them until the log has them all; it must tell a repeat by the id. Resolves with the last one's place. */
  async function say(texts: readonly string[]): Promise<number | undefined> {
    for (;;) {
      const saying = texts.map((text) => room.send(text, { id: text.replaceAll(/[^a-z0-9]/gi, "-") }));
      const said = await Promise.all(saying).catch(() => undefined);
      if (said) return said.at(-1)?.seq;
      // None of the next attempt may come before one of these.
      await Promise.allSettled(saying);
    }
  }
  const before = Array.from({ length: 30 }, (_, at) => `before ${at}`);
  await say(before);

  const client = createClient({ url: proxy.url, room: "lobby", backoff });
  onTestFinished(() => client.disconnect());
  const witness = new Witness(client);
  client.connect();
  await witness.until(({ status }) => status.state === "online");

  const up = Array.from({ length: count }, (_, at) => `up ${at}`);
  const down = Array.from({ length: count }, (_, at) => `down ${at}`);
  const promised: string[] = [];
  await Promise.all([
    inBursts(up, seededRandom(seed + 1_000), (texts) => {
      for (const text of texts) void client.send(text).then((message) => promised.push(message.text));
    }),
    inBursts(down, seededRandom(seed + 2_000), say),
  ]);
  // Whatever was said before it has arrived when the last word has, or never will.
  await client.send(lastWord);
  const end = await say([lastWord]);
  const shown = await witness.until(({ items }) =>
    items.some((item) => item.type === "message" && item.message.seq === end),
  );

  const stored = await entriesOf(log, "lobby");
  const own = shown.user?.id;
  const textsFrom = (isOwn: boolean): string[] =>
    stored.filter(({ from }) => (from.id === own) === isOwn).map(({ text }) => text);
  expect.soft(tally([...up, lastWord], textsFrom(true)), "up, in the log").toBe(unharmed);
  expect.soft(tally([...before, ...down, lastWord], textsFrom(false)), "down, in the log").toBe(unharmed);
  expect.soft(tally(up, promised), "up, by the promises of send()").toBe(unharmed);

  // Two people may say the same, so from here on it is the entry that counts.
  const entries = stored.map(nameOf);
  expect.soft(tally(entries, shown.items.map(nameOfItem)), "both ways, as shown").toBe(unharmed);
  // What was said before the first contact is history: shown, and not told as new.
  const told = witness.told.map(({ message }) => nameOf(message));
  expect.soft(tally(entries.slice(before.length), told), "both ways, as told by message events").toBe(unharmed);
  expect.soft(witness.told.filter(({ own: isOwn }) => isOwn)).toHaveLength(up.length + 1);
  expect.soft(shown.pending).toBe(0);
  expect.soft(proxy.resets, "resets on the way").toBeGreaterThan(2);
  return { server, witness };
}

async function inBursts(
  texts: readonly string[],
  random: () => number,
  say: (texts: readonly string[]) => unknown,
): Promise<void> {
  for (let next = 0; next < texts.length; ) {
    const end = next + 1 + Math.floor(random() * 8);
    await say(texts.slice(next, end));
    next = end;
    await pause(random() * 40);
  }
}

function nameOf({ seq, id, from, text }: Pick<ShownMessage, "seq" | "id" | "from" | "text">): string {
  return `${seq} ${from.id} ${id} ${text}`;
}

function nameOfItem(item: Item): string {
  return item.type === "message" ? nameOf(item.message) : item.key;
}
