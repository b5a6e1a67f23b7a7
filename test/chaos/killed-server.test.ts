import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, it } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { converse } from "./converse.ts";
import { MortalServer, piecesOfAnswer } from "./mortal-server.ts";
import { openBadNetwork, seeds } from "./runs.ts";

const count = 1_000;
const kills = 5;

describe(`a server on SQLite that is killed ${kills} times on the way, behind connections reset after 100 to 400 ms`, () => {
  it.for(seeds)(
    `loses, repeats and reorders none of 1,000 messages each way, and answers each once (seed %i)`,
    { timeout: 90_000 },
    async (seed, { expect, onTestFinished }) => {
      const folder = await mkdtemp(join(tmpdir(), "ws-chat-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const server = await MortalServer.start(join(folder, "chat.db"));
      onTestFinished(() => server.end());
      const proxy = await openBadNetwork(server.port, seed, "websocket");
      onTestFinished(() => proxy.close());

      const random = seededRandom(seed + 4_000);
      // Between two deaths so much gets through that each is one among messages under way.
      const moments = Array.from({ length: kills }, (_, at) =>
        Math.floor(((at + 0.2 + 0.6 * random()) / kills) * count),
      );
      const { witness, stored, up } = await converse(count, {
        url: proxy.url,
        seed,
        expect,
        onTestFinished,
        say: (sayings) => server.say(sayings),
        stored: () => server.stored(),
        isAnswered: true,
        // What piles up while it is dead is not to fill its next life.
        maxPending: 60,
        acknowledged(done) {
          if (done < (moments[0] ?? Number.POSITIVE_INFINITY)) return;
          moments.shift();
          void pause(random() * 30).then(() => server.kill());
        },
      });

      expect.soft(server.kills).toBe(kills);
      expect.soft(server.crashes).toBe(0);
      expect.soft(proxy.resets, "resets on the way").toBeGreaterThan(2);
      expect.soft([...witness.transports]).toEqual(["websocket"]);
      expect.soft([...witness.complaints]).toEqual([]);
      const answers = Map.groupBy(stored, ({ re }) => re);
      const questions = stored.filter(
        ({ re, text, from }) => re === undefined && from.role === "visitor" && up.includes(text),
      );
      const answersOf = questions.map(({ seq, text }) => {
        const whole = piecesOfAnswer(text).join("");
        const kindsOf = (answers.get(seq) ?? []).map(({ text, status }) => {
          if (status === undefined) return text === whole ? "whole" : `wrong: ${text}`;
          return status === "interrupted" && text !== "" && whole.startsWith(text) ? "begun" : `${status}: ${text}`;
        });
        return `${text}: ${kindsOf.join(" and ") || "nothing"}`;
      });
      expect
        .soft(
          answersOf.filter((line) => !/: (whole|begun)$/.test(line)),
          "questions not answered once",
        )
        .toEqual([]);
      expect(questions).toHaveLength(count + 1);
    },
  );
});
