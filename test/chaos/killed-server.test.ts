import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { illAnswered } from "./answers.ts";
import { converse } from "./converse.ts";
import { fated } from "./fate.ts";
import { MortalServer } from "./mortal-server.ts";
import { openBadNetwork, seeds } from "./runs.ts";

const count = 1_000;
const kills = 5;

describe(`a server on SQLite that is killed ${kills} times on the way, behind connections reset after 100 to 400 ms`, () => {
  it.for(seeds)(
    `loses, repeats and reorders none of 1,000 messages each way, and answers each once (seed %i)`,
    { timeout: 180_000 },
    async (seed, { expect, onTestFinished }) => {
      const folder = await mkdtemp(join(tmpdir(), "ws-chat-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const server = await MortalServer.start(join(folder, "chat.db"));
      onTestFinished(() => server.end());
      const proxy = await openBadNetwork(server.port, seed, "websocket");
      onTestFinished(() => proxy.close());

      const random = seededRandom(seed + 4_000);
      const { witness, stored } = await converse(count, {
        url: proxy.url,
        seed,
        expect,
        onTestFinished,
        say: (sayings) => server.say(sayings),
        stored: () => server.stored(),
        isAnswered: true,
        ...fated(count, { deaths: kills, random, kill: () => server.kill() }),
      });

      expect.soft(server.kills).toBe(kills);
      expect.soft(server.crashes).toBe(0);
      expect.soft(proxy.resets, "resets on the way").toBeGreaterThan(2);
      expect.soft([...witness.transports]).toEqual(["websocket"]);
      expect.soft([...witness.complaints]).toEqual([]);
      expect(illAnswered(stored), "questions not answered once").toEqual([]);
    },
  );
});
