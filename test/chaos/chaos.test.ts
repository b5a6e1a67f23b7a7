import { setTimeout as pause } from "node:timers/promises";
import { createClient, type Item, type ShownMessage } from "@ws-chat/client";
import { describe, it } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { entriesOf, startChat } from "./chat-server.ts";
import { backoff, openBadNetwork, runs } from "./runs.ts";
import { tally, unharmed } from "./tally.ts";
import { Witness } from "./witness.ts";

const count = 1_000;
const lastWord = "That was all.";

describe("a conversation whose every connection is reset after 100 to 400 ms", () => {
  it.concurrent.for(runs)(
    "loses, repeats and reorders none of 1,000 messages each way ($name log, seed $seed)",
    { timeout: 60_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      await using server = await startChat({ log, onMessage: () => {} });
      await using proxy = await openBadNetwork(server.port, seed);
      const room = server.chat.room("lobby");
      const before = Array.from({ length: 30 }, (_, at) => `before ${at}`);
      for (const text of before) await room.send(text);

      const client = createClient({ url: proxy.url, room: "lobby", backoff });
      onTestFinished(() => client.disconnect());
      const witness = new Witness(client);
      client.connect();
      await witness.until(({ status }) => status.state === "online");

      const up = Array.from({ length: count }, (_, at) => `up ${at}`);
      const down = Array.from({ length: count }, (_, at) => `down ${at}`);
      const promised: string[] = [];
      await Promise.all([
        inBursts(up, seededRandom(seed + 1_000), (text) => {
          void client.send(text).then((message) => promised.push(message.text));
        }),
        inBursts(down, seededRandom(seed + 2_000), (text) => room.send(text)),
      ]);
      // Whatever was said before it has arrived when the last word has, or never will.
      await client.send(lastWord);
      const { seq: end } = await room.send(lastWord);
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
      expect.soft([...witness.complaints]).toEqual([]);
      expect.soft(server.errors).toEqual([]);
      expect.soft(shown.pending).toBe(0);
      expect(proxy.resets, "resets on the way").toBeGreaterThan(8);
    },
  );
});

async function inBursts(texts: readonly string[], random: () => number, say: (text: string) => unknown): Promise<void> {
  for (let next = 0; next < texts.length; ) {
    const end = next + 1 + Math.floor(random() * 8);
    for (const text of texts.slice(next, end)) say(text);
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
