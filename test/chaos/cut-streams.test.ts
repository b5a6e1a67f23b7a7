import { createClient, type Snapshot } from "@ws-chat/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { isWorkerdHere } from "../cloudflare/workerd.ts";
import { requires } from "../requires.ts";
import { illAnswered, piecesOfAnswer } from "./answers.ts";
import { MortalObject } from "./mortal-object.ts";
import { RemoteLobby } from "./remote-lobby.ts";
import { backoff, openBadNetwork } from "./runs.ts";
import { tally, unharmed } from "./tally.ts";
import { textsOf, Witness } from "./witness.ts";

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");
const seed = 1;
const asked = 3;
/** How many words of an answer are shown when its object dies: some before any was stored, some after. */
const deathsAt = [10, 140, 60, 120];

describe.skipIf(!isHere)(
  "answers that a Durable Object streams when it dies, over connections reset after 100 to 400 ms",
  () => {
    it(`are marked as interrupted or given again, and each is shown once (seed ${seed})`, {
      timeout: 180_000,
    }, async () => {
      const object = await MortalObject.start();
      onTestFinished(() => object.end());
      const proxy = await openBadNetwork(Number(new URL(object.url).port), seed, "websocket");
      onTestFinished(() => proxy.close());
      const client = createClient({ url: proxy.url, room: "lobby", backoff });
      onTestFinished(() => client.disconnect());
      const witness = new Witness(client);
      const torn = new Set<string>();
      client.subscribe(() => {
        for (const text of textsOf(client.getSnapshot())) {
          const [question = ""] = text.split(",");
          if (text !== question && !piecesOfAnswer(question).join("").startsWith(text)) torn.add(text);
        }
      });

      for (const [round, words] of deathsAt.entries()) {
        await Promise.all(Array.from({ length: asked }, (_, at) => client.send(`Tell ${round}.${at}`)));
        const due = (round + 1) * asked;
        const areAnswered = (snapshot: Snapshot) => answers(snapshot) === due && growing(snapshot).length === 0;
        const areFar = (snapshot: Snapshot) => growing(snapshot).some((text) => text.split(";").length > words);
        // Those of one round may all have ended while the client was away.
        await witness.until((snapshot) => areFar(snapshot) || areAnswered(snapshot));
        await object.kill();
        await witness.until(areAnswered);
      }

      const stored = await new RemoteLobby(object.url).stored();
      expect.soft(illAnswered(stored)).toEqual([]);
      const texts = stored.map(({ text }) => text);
      expect.soft(tally(texts, textsOf(client.getSnapshot())), "as shown").toBe(unharmed);
      expect
        .soft(
          tally(
            texts,
            witness.told.map(({ message }) => message.text),
          ),
          "as told",
        )
        .toBe(unharmed);
      expect.soft([...torn]).toEqual([]);
      expect.soft([...witness.complaints]).toEqual([]);
      expect.soft([...witness.transports]).toEqual(["websocket"]);
      expect.soft(proxy.resets, "resets on the way").toBeGreaterThan(5);
      expect.soft(object.deaths).toBe(deathsAt.length);
      expect
        .soft(new Set(stored.flatMap(({ re, status }) => (re ? [status] : []))))
        .toEqual(new Set([undefined, "interrupted"]));
    });
  },
);

/** Answers that are not complete. */
function growing({ items }: Snapshot): string[] {
  return items.flatMap((item) => (item.type === "message" && item.streaming ? [item.message.text] : []));
}

/** How many answers are shown as they are stored: what has been seen of one that was cut stays only until its entry comes. */
function answers({ items }: Snapshot): number {
  return items.filter((item) => item.type === "message" && item.message.re !== undefined && item.message.seq).length;
}
