import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, NewEntry } from "./log.ts";
import { Listener } from "./log-suite.test-support.ts";

/** A log, and a hold on what it stores in. */
export interface Breakable {
  readonly log: Log;
  /** From now on nothing can be stored. */
  breakDown(): Promise<void>;
  /** All is well again. */
  mend(): Promise<void>;
  /** Keeps a copy of what is stored. Closes the log and opens another. */
  backUp(): Promise<Log>;
  /** Puts that copy in the place of what is stored. Closes the log and opens another. */
  restore(): Promise<Log>;
  close(): Promise<void>;
}

const everything = { limit: 1_000, maxBytes: 1_000_000 };
/** Nobody holds it. */
const owed = { attempt: 1, asker: "{}", leaseMs: 0 };

function said(text: string): NewEntry {
  return { kind: "message", id: `id-${text}`, from: { id: "v:ada", role: "visitor" }, ts: 1_700_000_000_000, text };
}

/** What every log that outlives its process keeps to when things go wrong. */
export function logFaultSuite(name: string, open: () => Promise<Breakable>): void {
  describe(`${name} as a log that meets with faults`, () => {
    let store: Breakable;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const textsIn = async (log: Log): Promise<string[]> =>
      (await log.read("lobby", everything)).entries.map(({ text }) => text);

    it("rejects a burst from the append on that cannot be stored, and stores what is sent again once and in order", async () => {
      const { log } = store;
      await log.append("lobby", said("a"));
      await store.breakDown();
      const burst = ["b", "c", "d"];
      const outcomes = await Promise.allSettled(burst.map((text) => log.append("lobby", said(text))));
      expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
      await store.mend();
      await Promise.all(burst.map((text) => log.append("lobby", said(text))));
      await log.append("lobby", said("e"));
      expect(await textsIn(log)).toEqual(["a", "b", "c", "d", "e"]);
      expect((await log.read("lobby", everything)).newest).toBe(5);
    });

    it("delivers what was stored after the fault, or says that something may be missing", {
      timeout: 15_000,
    }, async () => {
      const { log } = store;
      const listener = new Listener();
      await log.subscribe("lobby", listener);
      await store.breakDown();
      await expect(log.append("lobby", said("a"))).rejects.toThrow(Error);
      await store.mend();
      await log.append("lobby", said("b"));
      await listener.until(({ entries, losses }) => losses > 0 || entries.some(({ text }) => text === "b"));
    });

    it("tells who watches all rooms of what was stored after the fault, or that they have to look again", {
      timeout: 15_000,
    }, async () => {
      const { log } = store;
      const heard = Promise.withResolvers<void>();
      await log.watch?.((room) => {
        if (room === undefined || room === "after") heard.resolve();
      });
      await store.breakDown();
      await expect(log.append("lobby", said("a"))).rejects.toThrow(Error);
      await store.mend();
      await log.append("after", said("b"));
      await heard.promise;
    });

    it("shows a restored older backup as the same epoch with other entries, so that ids tell them apart", async () => {
      await store.log.append("lobby", said("a"));
      const first = await store.backUp();
      await first.append("lobby", said("lost"));
      const lost = await first.read("lobby", everything);
      const restored = await store.restore();
      const { epoch, newest } = await restored.read("lobby", everything);
      expect({ epoch, newest }).toEqual({ epoch: lost.epoch, newest: 1 });
      await restored.append("lobby", said("other"));
      const after = await restored.read("lobby", everything);
      expect(after.newest).toBe(lost.newest);
      expect(after.entries.at(-1)?.id).not.toBe(lost.entries.at(-1)?.id);
    });

    it("starts another incarnation of a room that was removed before a backup came back", async () => {
      await store.log.append("lobby", said("a"));
      const { epoch } = await store.log.read("lobby", everything);
      const first = await store.backUp();
      await first.remove?.("lobby");
      await first.append("lobby", said("b"));
      expect((await first.read("lobby", everything)).epoch).not.toBe(epoch);
      const restored = await store.restore();
      expect(await restored.read("lobby", everything)).toMatchObject({ epoch, newest: 1 });
      await restored.remove?.("lobby");
      await restored.append("lobby", said("c"));
      const epochs = [epoch, (await restored.read("lobby", everything)).epoch];
      expect(new Set(epochs).size).toBe(2);
    });

    it("owes nothing for what it could not store, and goes on owing what it could not strike", async () => {
      const { log } = store;
      const key = { room: "lobby", reply: "a", attempt: 1 };
      await log.append("lobby", said("question"), { owes: { ...owed, reply: "a" } });
      await store.breakDown();
      const outcomes = await Promise.allSettled([
        log.append("lobby", said("other question"), { owes: { ...owed, reply: "b" } }),
        log.append("lobby", said("answer"), { pays: key }),
        log.debts?.claim(10, 0),
        log.debts?.renew(key, 600_000, "unsaid"),
        log.debts?.strike(key),
        log.debts?.owe("lobby", 1, { ...owed, reply: "c" }),
      ]);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
      await store.mend();
      expect(await log.debts?.claim(10, 600_000)).toMatchObject([{ reply: "a", attempt: 2, question: 1, text: "" }]);
      expect(await log.append("lobby", said("answer"), { pays: { ...key, attempt: 2 } })).toMatchObject({
        outcome: "stored",
      });
      expect(await textsIn(log)).toEqual(["question", "answer"]);
    });

    it("owes again what was paid after the backup that came back", async () => {
      await store.log.append("lobby", said("question"), { owes: { ...owed, reply: "a" } });
      const first = await store.backUp();
      await first.append("lobby", said("answer"), { pays: { reply: "a", attempt: 1 } });
      expect(await first.debts?.claim(10, 0)).toEqual([]);
      const restored = await store.restore();
      expect(await restored.debts?.claim(10, 600_000)).toMatchObject([{ reply: "a", attempt: 2 }]);
      await restored.append("lobby", said("answer"), { pays: { reply: "a", attempt: 2 } });
      expect(await textsIn(restored)).toEqual(["question", "answer"]);
    });
  });
}
