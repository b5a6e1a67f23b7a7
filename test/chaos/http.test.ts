import { describe, it } from "vitest";
import { conversationOver, itKeepsItsPromises } from "./conversation-over.ts";
import { runs } from "./runs.ts";

describe("a conversation by HTTP whose every connection is reset after 100 to 400 ms", () => {
  itKeepsItsPromises("http");

  it.concurrent.for(runs)(
    "does so, too, where answers are held back until they end ($name log, seed $seed)",
    { timeout: 180_000 },
    async ({ open, seed }, { expect, onTestFinished }) => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const surroundings = { log, seed, polls: true, expect, onTestFinished };
      const { witness } = await conversationOver("http", 200, surroundings);
      expect.soft([...witness.complaints]).toEqual([]);
    },
  );
});
