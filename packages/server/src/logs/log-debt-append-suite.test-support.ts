import { describe, expect, it } from "vitest";
import { answered, asked, everything, keyOf, long, newDebt, short, type OwingLog } from "./owing-log.test-support.ts";

/** How debts come and go together with entries. */
export function debtAppendSuite(owing: OwingLog): void {
  describe("owes", () => {
    it("stores a debt that tells who asked what, and is its holder's as long as the lease", async () => {
      await owing.log.append("lobby", asked("before"));
      await owing.ask("held");
      const [debt] = await Promise.all([owing.ask("a", short), owing.ask("b", short, "garden")]).then(() =>
        owing.claimed(2),
      );
      const other = { room: "garden", reply: "b", attempt: 2, question: 1, asker: '{"user":"b"}', text: "" };
      const mine = { room: "lobby", reply: "a", attempt: 2, question: 3, asker: '{"user":"a"}', text: "" };
      expect([mine, other]).toContainEqual(debt);
      expect(await owing.free()).toEqual([]);
      await Promise.all([owing.debts.renew(mine, 0), owing.debts.renew(other, 0)]);
      const again = await owing.claimed(2);
      expect(again).toContainEqual({ ...mine, attempt: 3 });
      expect(again).toContainEqual({ ...other, attempt: 3 });
    });

    it("owes nothing anew with a repeat", async () => {
      await owing.ask("a", 0);
      await owing.pay("a");
      expect(await owing.ask("a", 0)).toMatchObject({ outcome: "repeat", entry: { seq: 1 } });
      expect(await owing.log.append("lobby", asked("q-a"), { owes: newDebt("other", 0) })).toMatchObject({
        outcome: "repeat",
      });
      expect(await owing.free()).toEqual([]);
    });

    it("leaves a debt as it is when its question comes again", async () => {
      await owing.ask("a", 0);
      const [debt] = await owing.claimed(1);
      expect(await owing.ask("a", 0)).toMatchObject({ outcome: "repeat" });
      expect(await owing.free()).toEqual([]);
      expect(await owing.debts.renew(keyOf("a", debt?.attempt), long)).toBe(true);
    });

    it("owes nothing with an append that came too late", async () => {
      for (let at = 0; at < 12; at += 1) await owing.log.append("lobby", asked(`${at}`));
      const { epoch } = await owing.log.read("lobby", everything);
      const late = owing.log.append("lobby", asked("late"), { since: { epoch, seq: 0 }, owes: newDebt("a", 0) });
      expect(await late).toEqual({ outcome: "expired" });
      expect(await owing.free()).toEqual([]);
    });

    it("keeps replies apart that have one id in two rooms", async () => {
      await owing.ask("a", long, "garden");
      await owing.ask("a");
      expect(await owing.pay("a")).toMatchObject({ outcome: "stored" });
      expect(await owing.debts.renew(keyOf("a"), long)).toBe(false);
      expect(await owing.debts.renew(keyOf("a", 1, "garden"), long)).toBe(true);
    });
  });

  describe("pays", () => {
    it("stores the reply, and owes it no more", async () => {
      await owing.ask("a");
      await owing.ask("b", 0);
      expect(await owing.pay("a")).toMatchObject({ outcome: "stored", entry: { seq: 3, text: "a" } });
      expect(await owing.debts.renew(keyOf("a"), 0)).toBe(false);
      expect(await owing.free()).toEqual(["b"]);
    });

    it("stores nothing of an attempt that another has taken over", async () => {
      await owing.ask("a", 0);
      await owing.claimed(1);
      expect(await owing.pay("a", 1, "late")).toEqual({ outcome: "unowed" });
      expect(await owing.textsIn()).toEqual(["q-a"]);
      expect(await owing.debts.renew(keyOf("a", 2), long)).toBe(true);
      expect(await owing.pay("a", 2)).toMatchObject({ outcome: "stored", entry: { seq: 2 } });
      expect(await owing.textsIn()).toEqual(["q-a", "a"]);
    });

    it("stores nothing that is not owed, and creates nothing", async () => {
      const before = await owing.log.read("nowhere", everything);
      expect(await owing.log.append("nowhere", answered("a"), { pays: { reply: "a", attempt: 1 } })).toEqual({
        outcome: "unowed",
      });
      expect(await owing.log.read("nowhere", everything)).toEqual(before);
      await owing.log.append("lobby", asked("q-a"));
      expect(await owing.pay("a")).toEqual({ outcome: "unowed" });
      await owing.ask("b");
      await owing.debts.strike(keyOf("b"));
      expect(await owing.pay("b")).toEqual({ outcome: "unowed" });
      expect(await owing.textsIn()).toEqual(["q-a", "q-b"]);
    });

    it("leaves the debt of a reply that came too late", async () => {
      await owing.ask("a");
      for (let at = 0; at < 12; at += 1) await owing.log.append("lobby", asked(`${at}`));
      const since = { epoch: (await owing.log.read("lobby", everything)).epoch, seq: 0 };
      const late = owing.log.append("lobby", answered("a"), { since, pays: { reply: "a", attempt: 1 } });
      expect(await late).toEqual({ outcome: "expired" });
      expect(await owing.debts.renew(keyOf("a"), long)).toBe(true);
    });

    it("takes an entry whose id is not the reply's", async () => {
      await owing.ask("a", 0);
      const note = owing.log.append("lobby", answered("a-note"), { pays: { reply: "a", attempt: 1 } });
      expect(await note).toMatchObject({ outcome: "stored", entry: { id: "a-note" } });
      expect(await owing.free()).toEqual([]);
    });

    it("strikes the debt with a repeat, and gives the first entry back to whoever holds it no longer", async () => {
      await owing.ask("a", 0);
      await owing.claimed(1);
      await owing.log.append("lobby", answered("a", "first"));
      const first = { outcome: "repeat", entry: { seq: 2, text: "first" } };
      expect(await owing.pay("a", 1, "older")).toMatchObject(first);
      expect(await owing.debts.renew(keyOf("a", 2), long)).toBe(true);
      expect(await owing.pay("a", 2, "newer")).toMatchObject(first);
      expect(await owing.debts.renew(keyOf("a", 2), long)).toBe(false);
      expect(await owing.pay("a", 2, "again")).toMatchObject(first);
      expect(await owing.textsIn()).toEqual(["q-a", "first"]);
    });

    it("works in the same go as what it pays, and together with other appends", async () => {
      const outcomes = await Promise.all([
        owing.ask("a", 0),
        owing.ask("b", 0),
        owing.pay("a"),
        owing.pay("a"),
        owing.pay("c"),
        owing.pay("b", 2),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual([
        "stored",
        "stored",
        "stored",
        "repeat",
        "unowed",
        "unowed",
      ]);
      expect(await owing.textsIn()).toEqual(["q-a", "q-b", "a"]);
      expect(await owing.free()).toEqual(["b"]);
    });

    it("may owe the next reply in the same step", async () => {
      await owing.ask("a");
      await owing.log.append("lobby", answered("a"), { pays: { reply: "a", attempt: 1 }, owes: newDebt("b", 0) });
      expect(await owing.debts.claim(10, long)).toMatchObject([{ reply: "b", question: 2 }]);
      const unowed = { pays: { reply: "a", attempt: 1 }, owes: newDebt("c", 0) };
      expect(await owing.log.append("lobby", answered("x"), unowed)).toEqual({ outcome: "unowed" });
      expect(await owing.free()).toEqual([]);
    });
  });
}
