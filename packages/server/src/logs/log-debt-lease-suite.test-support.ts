import { describe, expect, it } from "vitest";
import type { Debt } from "./log.ts";
import { asked, everything, keyOf, long, short, type OwingLog } from "./owing-log.test-support.ts";

/** Whose a debt is, and for how long. */
export function debtLeaseSuite(owing: OwingLog): void {
  describe("claim", () => {
    it("gives each debt to one of many who claim at once, and no more than they take", async () => {
      const replies = Array.from({ length: 12 }, (_, at) => `r${at}`);
      await Promise.all(replies.map((reply, at) => owing.ask(reply, 0, `room ${at % 5}`)));
      const given: Debt[] = [];
      while (given.length < replies.length) {
        const shares = await Promise.all([1, 2, 3].map((max) => owing.debts.claim(max, long)));
        expect(shares.map(({ length }, at) => length <= at + 1)).toEqual([true, true, true]);
        given.push(...shares.flat());
      }
      expect(given.map(({ reply }) => reply).toSorted()).toEqual(replies.toSorted());
      expect(given.every(({ attempt }) => attempt === 2)).toBe(true);
      expect(await owing.free()).toEqual([]);
    });

    it("leases to the claimer, and counts up again when that lease runs out, too", async () => {
      await owing.ask("a", 0);
      expect(await owing.claimed(1, short)).toMatchObject([{ attempt: 2 }]);
      expect(await owing.claimed(1, short)).toMatchObject([{ attempt: 3 }]);
      expect(await owing.claimed(1)).toMatchObject([{ attempt: 4 }]);
      expect(await owing.free()).toEqual([]);
    });

    it("gives what the question's trimming left", async () => {
      await owing.ask("a", 0);
      for (let at = 0; at < 10; at += 1) await owing.log.append("lobby", asked(`${at}`));
      expect((await owing.log.read("lobby", everything)).oldest).toBe(2);
      expect(await owing.claimed(1)).toMatchObject([{ reply: "a", question: 1 }]);
    });
  });

  describe("renew", () => {
    it("keeps a debt from being claimed, from now on", async () => {
      await Promise.all([owing.ask("a", 0), owing.ask("b", 0)]);
      expect(await owing.debts.renew(keyOf("a"), long)).toBe(true);
      expect(await owing.free()).toEqual(["b"]);
      expect(await owing.debts.renew(keyOf("a"), short)).toBe(true);
      expect(await owing.claimed(1)).toMatchObject([{ reply: "a", attempt: 2 }]);
    });

    it("gives a debt back at once with no time", async () => {
      await owing.ask("a");
      expect(await owing.debts.renew(keyOf("a"), 0)).toBe(true);
      expect(await owing.debts.claim(10, long)).toMatchObject([{ reply: "a", attempt: 2 }]);
    });

    it("replaces what people were shown, and keeps it where nothing new was", async () => {
      await owing.ask("a");
      await owing.debts.renew(keyOf("a"), long, "Hel");
      await owing.debts.renew(keyOf("a"), long, "Hello 😀");
      await owing.debts.renew(keyOf("a"), 0);
      expect(await owing.claimed(1)).toMatchObject([{ text: "Hello 😀", attempt: 2 }]);
      await owing.debts.renew(keyOf("a", 2), 0, "");
      expect(await owing.claimed(1)).toMatchObject([{ text: "", attempt: 3 }]);
    });

    it("refuses what is another attempt's, paid, struck or was never owed, and changes nothing", async () => {
      await owing.ask("a", 0);
      await owing.debts.renew(keyOf("a"), 0, "shown");
      await owing.claimed(1);
      expect(await owing.debts.renew(keyOf("a", 1), 0, "older")).toBe(false);
      expect(await owing.debts.renew(keyOf("a", 3), 0, "newer")).toBe(false);
      expect(await owing.free()).toEqual([]);
      await owing.debts.renew(keyOf("a", 2), 0);
      expect(await owing.claimed(1)).toMatchObject([{ text: "shown", attempt: 3 }]);
      await owing.pay("a", 3);
      await owing.ask("b");
      await owing.debts.strike(keyOf("b"));
      for (const key of [keyOf("a", 3), keyOf("b"), keyOf("c"), keyOf("a", 1, "nowhere")]) {
        expect(await owing.debts.renew(key, 0)).toBe(false);
      }
      expect(await owing.free()).toEqual([]);
    });
  });
}
