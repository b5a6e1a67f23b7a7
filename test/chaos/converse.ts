import { setTimeout as pause } from "node:timers/promises";
import { createClient, type Item, type ShownMessage, type Snapshot } from "@ws-chat/client";
import type { Entry } from "@ws-chat/protocol";
import type { TestContext } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { backoff } from "./runs.ts";
import { tally, unharmed } from "./tally.ts";
import { Witness } from "./witness.ts";

export interface Saying {
  readonly text: string;
  /** Under which it is said once, however often. */
  readonly id: string;
}

export interface Conversation extends Pick<TestContext, "expect" | "onTestFinished"> {
  readonly url: string;
  readonly seed: number;
  /** Has the server say them in the lobby. Resolves with the last one's `seq`; rejects where it may not have said them all. */
  say(sayings: readonly Saying[]): Promise<number>;
  /** All that the lobby's log has in the end. */
  stored(): Promise<readonly Entry[]>;
  /** Called with how many of the client's messages were acknowledged, after each. */
  acknowledged?(count: number): void;
  /** Of the client's messages, how many may be unacknowledged while it says more. @default any number */
  readonly maxPending?: number;
  /** Whether the handler answers each message, so that the answers are awaited. @default false */
  readonly isAnswered?: boolean;
  /** Makes the client. @default createClient, which begins with WebSocket */
  readonly createClient?: typeof createClient;
}

const lastWord = "That was all.";
/** For answers that are still owed when all else is said; who has none by then is told of, not waited for. */
const patienceMs = 20_000;

/** `count` messages each way, and what has become of them. */
export async function converse(
  count: number,
  {
    url,
    seed,
    say,
    stored: readStored,
    acknowledged = () => {},
    maxPending = Number.POSITIVE_INFINITY,
    isAnswered = false,
    createClient: create = createClient,
    expect,
    onTestFinished,
  }: Conversation,
): Promise<{ witness: Witness; stored: readonly Entry[] }> {
  /** Says them until the log has them all. */
  async function sayOnce(texts: readonly string[]): Promise<number> {
    const sayings = texts.map((text) => ({ text, id: text.replaceAll(/[^a-z0-9]/gi, "-") }));
    for (;;) {
      const said = await say(sayings).catch(() => undefined);
      if (said !== undefined) return said;
      await pause(10);
    }
  }
  const before = Array.from({ length: 30 }, (_, at) => `before ${at}`);
  await sayOnce(before);

  const client = create({ url, room: "lobby", backoff });
  onTestFinished(() => client.disconnect());
  const witness = new Witness(client);
  client.connect();
  await witness.until(({ status }) => status.state === "online");

  const up = Array.from({ length: count }, (_, at) => `up ${at}`);
  const down = Array.from({ length: count }, (_, at) => `down ${at}`);
  const promised: string[] = [];
  await Promise.all([
    inBursts(up, seededRandom(seed + 1_000), async (texts) => {
      // Nobody answers a question over which several servers have died; so none is to be old when the next one dies.
      await witness.until((now) => now.pending < maxPending && (!isAnswered || sinceOldest(now) < 3 * maxPending));
      for (const text of texts) {
        void client.send(text).then((message) => {
          promised.push(message.text);
          acknowledged(promised.length);
        });
      }
    }),
    inBursts(down, seededRandom(seed + 2_000), sayOnce),
  ]);
  // Whatever was said before it has arrived when the last word has, or never will.
  await client.send(lastWord);
  const end = await sayOnce([lastWord]);
  await witness.until(({ items }) => items.some((item) => item.type === "message" && item.message.seq === end));
  if (isAnswered) await Promise.race([witness.until((snapshot) => answered(snapshot) > count), pause(patienceMs)]);
  const shown = client.getSnapshot();

  const stored = await readStored();
  const own = shown.user?.id;
  const textsFrom = (isOwn: boolean): string[] =>
    stored.filter(({ from, re }) => (from.id === own) === isOwn && re === undefined).map(({ text }) => text);
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
  return { witness, stored };
}

/** How many messages have an answer that is complete. */
function answered({ items }: Snapshot): number {
  return new Set(items.map((item) => (item.type === "message" && !item.streaming && item.message.re) || 0)).size - 1;
}

/** How many questions there are since the oldest that has no answer. */
function sinceOldest({ items }: Snapshot): number {
  const messages = items.filter((item) => item.type === "message");
  const answered = new Set(messages.map(({ streaming, message }) => (streaming ? undefined : message.re)));
  const own = messages.filter(({ delivery, message }) => delivery && message.seq !== undefined);
  const oldest = own.findIndex(({ message }) => !answered.has(message.seq));
  return oldest < 0 ? 0 : own.length - oldest;
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
