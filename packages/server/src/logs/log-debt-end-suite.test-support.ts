import { describe, expect, it } from "vitest";
import type { SuiteOptions } from "./log-suite.test-support.ts";
import { answered, asked, everything, keyOf, long, newDebt, short, type OwingLog } from "./owing-log.test-support.ts";

/** How debts end and come anew without an entry, and what outlives the log that was open. */
export function debtEndSuite(owing: OwingLog, reopen: SuiteOptions["reopen"]): void {
  describe("strike", () => {
    it("owes a reply no more", async () => {
      await Promise.all([owing.ask("a", 0), owing.ask("b", 0)]);
      await owing.debts.strike(keyOf("a"));
      expect(await owing.free()).toEqual(["b"]);
    });

    it("leaves what is another attempt's or another room's", async () => {
      await owing.ask("a", 0);
      await owing.claimed(1);
      await owing.debts.strike(keyOf("a", 1));
      await owing.debts.strike(keyOf("a", 2, "garden"));
      await owing.debts.strike(keyOf("b", 2));
      expect(await owing.debts.renew(keyOf("a", 2), long)).toBe(true);
    });
  });

  describe("owe", () => {
    it("owes a reply to an entry that is there once more", async () => {
      await owing.ask("a");
      await owing.log.append("lobby", answered("a"), { pays: { reply: "a", attempt: 1 } });
      await owing.debts.owe("lobby", 1, { ...newDebt("a"), attempt: 4 });
      expect(await owing.free()).toEqual([]);
      expect(await owing.debts.renew(keyOf("a", 4), 0)).toBe(true);
      const debt = { room: "lobby", reply: "a", attempt: 5, question: 1, asker: '{"user":"a"}', text: "" };
      expect(await owing.claimed(1)).toEqual([debt]);
    });

    it("replaces what is owed already", async () => {
      await owing.ask("a");
      await owing.log.append("lobby", asked("q-2"));
      await owing.debts.renew(keyOf("a"), long, "shown");
      await owing.debts.owe("lobby", 2, { reply: "a", attempt: 2, asker: "{}", leaseMs: 0 });
      expect(await owing.debts.renew(keyOf("a", 1), long)).toBe(false);
      expect(await owing.claimed(1)).toEqual([
        { room: "lobby", reply: "a", attempt: 3, question: 2, asker: "{}", text: "" },
      ]);
      expect(await owing.free()).toEqual([]);
    });

    it("does nothing where that entry is not there, or no longer", async () => {
      for (let at = 0; at < 12; at += 1) await owing.log.append("lobby", asked(`${at}`));
      for (const seq of [0, 2, 13]) await owing.debts.owe("lobby", seq, newDebt("a", 0));
      await owing.debts.owe("nowhere", 1, newDebt("a", 0));
      expect(await owing.free()).toEqual([]);
      await owing.debts.owe("lobby", 3, newDebt("a", 0));
      expect(await owing.free()).toEqual(["a"]);
    });
  });

  describe("remove", () => {
    it("strikes all that the room was owed, so that nobody's reply comes back", async () => {
      await Promise.all([owing.ask("a", 0), owing.ask("b", 0), owing.ask("a", 0, "garden")]);
      await owing.log.remove?.("lobby");
      expect(await owing.debts.renew(keyOf("a"), long)).toBe(false);
      expect(await owing.pay("b")).toEqual({ outcome: "unowed" });
      expect(await owing.log.read("lobby", everything)).toMatchObject({ newest: 0, entries: [] });
      await owing.log.append("lobby", asked("q-a"));
      expect(await owing.pay("a")).toEqual({ outcome: "unowed" });
      expect(await owing.debts.claim(10, long)).toMatchObject([{ room: "garden", reply: "a" }]);
      expect(await owing.free()).toEqual([]);
    });
  });

  describe("close", () => {
    it("takes nothing more", async () => {
      await owing.log.close();
      await expect(owing.debts.claim(1, long)).rejects.toThrow(Error);
      await expect(owing.debts.renew(keyOf("a"), long)).rejects.toThrow(Error);
    });

    it.each(reopen ? [reopen] : [])("leaves what is owed, and its attempt, to who opens it again", async (again) => {
      await Promise.all(["a", "b", "c"].map((reply) => owing.ask(reply, 0)));
      await owing.claimed(3);
      await owing.pay("c", 2);
      await Promise.all([owing.debts.renew(keyOf("a", 2), short, "shown"), owing.debts.renew(keyOf("b", 2), 0)]);
      await owing.log.close();
      await owing.reopen(again);
      const left = await owing.claimed(2);
      const debt = { room: "lobby", attempt: 3 };
      expect(left).toContainEqual({ ...debt, reply: "a", question: 1, asker: '{"user":"a"}', text: "shown" });
      expect(left).toContainEqual({ ...debt, reply: "b", question: 2, asker: '{"user":"b"}', text: "" });
      expect(await owing.free()).toEqual([]);
    });
  });
}
