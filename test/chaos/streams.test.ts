import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@ws-chat/client";
import { describe, it } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { entriesOf, startChat } from "./chat-server.ts";
import { backoff, openBadNetwork, runs } from "./runs.ts";
import { tally, unharmed } from "./tally.ts";
import { Witness } from "./witness.ts";

const questions = Array.from({ length: 40 }, (_, at) => `question ${at}`);
const answerTo = (question: string): string => piecesOf(question).join("");
const piecesOf = (question: string): string[] => Array.from({ length: 30 }, (_, at) => `${question}, word ${at}; `);

describe("streamed replies over connections that are reset after 100 to 400 ms", () => {
  it.concurrent.for(runs)(
    "end complete, each once, and never show a word twice or without the one before ($name log, seed $seed)",
    { timeout: 180_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const random = seededRandom(seed);
      await using server = await startChat({
        log,
        async *onMessage({ text }) {
          for (const piece of piecesOf(text)) {
            yield piece;
            await pause(random() * 40);
          }
        },
      });
      await using proxy = await openBadNetwork(server.port, seed, "websocket");
      const client = createClient({ url: proxy.url, room: "lobby", backoff });
      onTestFinished(() => client.disconnect());
      const witness = new Witness(client);
      client.connect();
      await witness.until(({ status }) => status.state === "online");

      const unfinished = new Set<string>();
      const torn = new Set<string>();
      const stop = client.subscribe(() => {
        for (const item of client.getSnapshot().items) {
          if (item.type !== "message" || item.delivery) continue;
          const { text, status } = item.message;
          const [question = ""] = text.split(",");
          if (!answerTo(question).startsWith(text)) torn.add(text);
          if (item.streaming) unfinished.add(question);
          if (status) torn.add(`${status}: ${text}`);
        }
      });
      for (const question of questions) {
        void client.send(question);
        await pause(random() * 100);
      }
      const shown = await witness.until(({ items, pending }) => {
        const answers = items.filter((item) => item.type === "message" && !item.delivery && !item.streaming);
        return pending === 0 && answers.length >= questions.length;
      });
      stop();

      const stored = await entriesOf(log, "lobby");
      const seqOf = new Map(stored.map(({ seq, text }) => [text, seq]));
      const answers = stored.filter(({ from }) => from.role === "bot");
      const byQuestion = answers.toSorted((a, b) => (a.re ?? 0) - (b.re ?? 0));
      expect
        .soft(
          tally(
            questions.map(answerTo),
            byQuestion.map(({ text }) => text),
          ),
          "in the log",
        )
        .toBe(unharmed);
      expect.soft(byQuestion.map(({ re }) => re)).toEqual(questions.map((question) => seqOf.get(question)));

      const inOrder = stored.map(({ text }) => text);
      const texts = shown.items.map((item) => (item.type === "message" ? item.message.text : item.type));
      expect.soft(tally(inOrder, texts), "as shown").toBe(unharmed);
      const told = witness.told.map(({ message }) => message.text);
      expect.soft(tally(inOrder, told), "as told by message events").toBe(unharmed);
      expect.soft(shown.items.some((item) => item.type === "message" && item.streaming)).toBe(false);
      expect.soft([...torn]).toEqual([]);
      expect.soft([...witness.complaints]).toEqual([]);
      expect.soft(server.errors).toEqual([]);
      expect.soft(unfinished.size, "replies seen growing").toBeGreaterThan(questions.length / 2);
      expect.soft([...witness.transports]).toEqual(["websocket"]);
      expect(proxy.resets, "resets on the way").toBeGreaterThan(5);
    },
  );
});
