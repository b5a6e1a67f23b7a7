import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Debt, DebtKey, Debts, Log, NewDebt, NewEntry } from "./log.ts";
import type { SuiteOptions } from "./log-suite.test-support.ts";

const everything = { limit: 1_000, maxBytes: 1_000_000 };
const ada = { id: "v:ada", role: "visitor" };
const bot = { id: "bot", role: "assistant" };
/** A lease that no test outlives. */
const long = 600_000;
/** A lease that a test can see run out. */
const short = 20;

const asked = (id: string, text = id): NewEntry => ({ kind: "message", id, from: ada, ts: 1_700_000_000_000, text });
const answered = (id: string, text = id): NewEntry => ({ ...asked(id, text), from: bot });
const owing = (reply: string, leaseMs = long): NewDebt => ({
  reply,
  attempt: 1,
  asker: `{"user":"${reply}"}`,
  leaseMs,
});
const keyOf = (reply: string, attempt = 1, room = "lobby"): DebtKey => ({ room, reply, attempt });

function debtsOf({ debts }: Log): Debts {
  if (!debts) throw new Error("a log that outlives its process has debts");
  return debts;
}

/** What every log that outlives its process keeps to about replies owed. */
export function logDebtSuite(name: string, { open, reopen, deliveryMs = 2_000 }: SuiteOptions): void {
  describe(`${name} as a log of replies owed`, { timeout: deliveryMs * 5 }, () => {
    let log: Log;
    let debts: Debts;
    beforeEach(async () => {
      log = await open({ entries: 10 });
      debts = debtsOf(log);
    });
    afterEach(() => log.close());

    const ask = (reply: string, leaseMs = long, room = "lobby") =>
      log.append(room, asked(`q-${reply}`), { owes: owing(reply, leaseMs) });
    const pay = (reply: string, attempt = 1, text = reply) =>
      log.append("lobby", answered(reply, text), { pays: { reply, attempt } });
    /** Claims until that many came, as nothing tells when a lease runs out. */
    const claimed = async (count: number, leaseMs = long): Promise<Debt[]> => {
      const given: Debt[] = [];
      while (given.length < count) given.push(...(await debts.claim(count - given.length, leaseMs)));
      return given;
    };
    /** Replies that are owed and nobody's. */
    const free = async (): Promise<string[]> => (await debts.claim(100, long)).map(({ reply }) => reply).toSorted();
    const textsIn = async (room = "lobby"): Promise<string[]> =>
      (await log.read(room, everything)).entries.map(({ text }) => text);

    describe("owes", () => {
      it("stores a debt that tells who asked what, and is its holder's as long as the lease", async () => {
        await log.append("lobby", asked("before"));
        await ask("held");
        const [debt] = await Promise.all([ask("a", short), ask("b", short, "garden")]).then(() => claimed(2));
        const other = { room: "garden", reply: "b", attempt: 2, question: 1, asker: '{"user":"b"}', text: "" };
        const mine = { room: "lobby", reply: "a", attempt: 2, question: 3, asker: '{"user":"a"}', text: "" };
        expect([mine, other]).toContainEqual(debt);
        expect(await free()).toEqual([]);
        await Promise.all([debts.renew(mine, 0), debts.renew(other, 0)]);
        const again = await claimed(2);
        expect(again).toContainEqual({ ...mine, attempt: 3 });
        expect(again).toContainEqual({ ...other, attempt: 3 });
      });

      it("owes nothing anew with a repeat", async () => {
        await ask("a", 0);
        await pay("a");
        expect(await ask("a", 0)).toMatchObject({ outcome: "repeat", entry: { seq: 1 } });
        expect(await log.append("lobby", asked("q-a"), { owes: owing("other", 0) })).toMatchObject({
          outcome: "repeat",
        });
        expect(await free()).toEqual([]);
      });

      it("leaves a debt as it is when its question comes again", async () => {
        await ask("a", 0);
        const [debt] = await claimed(1);
        expect(await ask("a", 0)).toMatchObject({ outcome: "repeat" });
        expect(await free()).toEqual([]);
        expect(await debts.renew(keyOf("a", debt?.attempt), long)).toBe(true);
      });

      it("owes nothing with an append that came too late", async () => {
        for (let at = 0; at < 12; at += 1) await log.append("lobby", asked(`${at}`));
        const { epoch } = await log.read("lobby", everything);
        const late = log.append("lobby", asked("late"), { since: { epoch, seq: 0 }, owes: owing("a", 0) });
        expect(await late).toEqual({ outcome: "expired" });
        expect(await free()).toEqual([]);
      });

      it("keeps replies apart that have one id in two rooms", async () => {
        await ask("a", long, "garden");
        await ask("a");
        expect(await pay("a")).toMatchObject({ outcome: "stored" });
        expect(await debts.renew(keyOf("a"), long)).toBe(false);
        expect(await debts.renew(keyOf("a", 1, "garden"), long)).toBe(true);
      });
    });

    describe("pays", () => {
      it("stores the reply, and owes it no more", async () => {
        await ask("a");
        await ask("b", 0);
        expect(await pay("a")).toMatchObject({ outcome: "stored", entry: { seq: 3, text: "a" } });
        expect(await debts.renew(keyOf("a"), 0)).toBe(false);
        expect(await free()).toEqual(["b"]);
      });

      it("stores nothing of an attempt that another has taken over", async () => {
        await ask("a", 0);
        await claimed(1);
        expect(await pay("a", 1, "late")).toEqual({ outcome: "unowed" });
        expect(await textsIn()).toEqual(["q-a"]);
        expect(await debts.renew(keyOf("a", 2), long)).toBe(true);
        expect(await pay("a", 2)).toMatchObject({ outcome: "stored", entry: { seq: 2 } });
        expect(await textsIn()).toEqual(["q-a", "a"]);
      });

      it("stores nothing that is not owed, and creates nothing", async () => {
        const before = await log.read("nowhere", everything);
        expect(await log.append("nowhere", answered("a"), { pays: { reply: "a", attempt: 1 } })).toEqual({
          outcome: "unowed",
        });
        expect(await log.read("nowhere", everything)).toEqual(before);
        await log.append("lobby", asked("q-a"));
        expect(await pay("a")).toEqual({ outcome: "unowed" });
        await ask("b");
        await debts.strike(keyOf("b"));
        expect(await pay("b")).toEqual({ outcome: "unowed" });
        expect(await textsIn()).toEqual(["q-a", "q-b"]);
      });

      it("leaves the debt of a reply that came too late", async () => {
        await ask("a");
        for (let at = 0; at < 12; at += 1) await log.append("lobby", asked(`${at}`));
        const since = { epoch: (await log.read("lobby", everything)).epoch, seq: 0 };
        const late = log.append("lobby", answered("a"), { since, pays: { reply: "a", attempt: 1 } });
        expect(await late).toEqual({ outcome: "expired" });
        expect(await debts.renew(keyOf("a"), long)).toBe(true);
      });

      it("takes an entry whose id is not the reply's", async () => {
        await ask("a", 0);
        const note = log.append("lobby", answered("a-note"), { pays: { reply: "a", attempt: 1 } });
        expect(await note).toMatchObject({ outcome: "stored", entry: { id: "a-note" } });
        expect(await free()).toEqual([]);
      });

      it("strikes the debt with a repeat, and gives the first entry back to whoever holds it no longer", async () => {
        await ask("a", 0);
        await claimed(1);
        await log.append("lobby", answered("a", "first"));
        const first = { outcome: "repeat", entry: { seq: 2, text: "first" } };
        expect(await pay("a", 1, "older")).toMatchObject(first);
        expect(await debts.renew(keyOf("a", 2), long)).toBe(true);
        expect(await pay("a", 2, "newer")).toMatchObject(first);
        expect(await debts.renew(keyOf("a", 2), long)).toBe(false);
        expect(await pay("a", 2, "again")).toMatchObject(first);
        expect(await textsIn()).toEqual(["q-a", "first"]);
      });

      it("works in the same go as what it pays, and together with other appends", async () => {
        const outcomes = await Promise.all([ask("a", 0), ask("b", 0), pay("a"), pay("a"), pay("c"), pay("b", 2)]);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual([
          "stored",
          "stored",
          "stored",
          "repeat",
          "unowed",
          "unowed",
        ]);
        expect(await textsIn()).toEqual(["q-a", "q-b", "a"]);
        expect(await free()).toEqual(["b"]);
      });

      it("may owe the next reply in the same step", async () => {
        await ask("a");
        await log.append("lobby", answered("a"), { pays: { reply: "a", attempt: 1 }, owes: owing("b", 0) });
        expect(await debts.claim(10, long)).toMatchObject([{ reply: "b", question: 2 }]);
        const unowed = { pays: { reply: "a", attempt: 1 }, owes: owing("c", 0) };
        expect(await log.append("lobby", answered("x"), unowed)).toEqual({ outcome: "unowed" });
        expect(await free()).toEqual([]);
      });
    });

    describe("claim", () => {
      it("gives each debt to one of many who claim at once, and no more than they take", async () => {
        const replies = Array.from({ length: 12 }, (_, at) => `r${at}`);
        await Promise.all(replies.map((reply, at) => ask(reply, 0, `room ${at % 5}`)));
        const given: Debt[] = [];
        while (given.length < replies.length) {
          const shares = await Promise.all([1, 2, 3].map((max) => debts.claim(max, long)));
          expect(shares.map(({ length }, at) => length <= at + 1)).toEqual([true, true, true]);
          given.push(...shares.flat());
        }
        expect(given.map(({ reply }) => reply).toSorted()).toEqual(replies.toSorted());
        expect(given.every(({ attempt }) => attempt === 2)).toBe(true);
        expect(await free()).toEqual([]);
      });

      it("leases to the claimer, and counts up again when that lease runs out, too", async () => {
        await ask("a", 0);
        expect(await claimed(1, short)).toMatchObject([{ attempt: 2 }]);
        expect(await claimed(1, short)).toMatchObject([{ attempt: 3 }]);
        expect(await claimed(1)).toMatchObject([{ attempt: 4 }]);
        expect(await free()).toEqual([]);
      });

      it("gives what the question's trimming left", async () => {
        await ask("a", 0);
        for (let at = 0; at < 10; at += 1) await log.append("lobby", asked(`${at}`));
        expect((await log.read("lobby", everything)).oldest).toBe(2);
        expect(await claimed(1)).toMatchObject([{ reply: "a", question: 1 }]);
      });
    });

    describe("renew", () => {
      it("keeps a debt from being claimed, from now on", async () => {
        await Promise.all([ask("a", 0), ask("b", 0)]);
        expect(await debts.renew(keyOf("a"), long)).toBe(true);
        expect(await free()).toEqual(["b"]);
        expect(await debts.renew(keyOf("a"), short)).toBe(true);
        expect(await claimed(1)).toMatchObject([{ reply: "a", attempt: 2 }]);
      });

      it("gives a debt back at once with no time", async () => {
        await ask("a");
        expect(await debts.renew(keyOf("a"), 0)).toBe(true);
        expect(await debts.claim(10, long)).toMatchObject([{ reply: "a", attempt: 2 }]);
      });

      it("replaces what people were shown, and keeps it where nothing new was", async () => {
        await ask("a");
        await debts.renew(keyOf("a"), long, "Hel");
        await debts.renew(keyOf("a"), long, "Hello 😀");
        await debts.renew(keyOf("a"), 0);
        expect(await claimed(1)).toMatchObject([{ text: "Hello 😀", attempt: 2 }]);
        await debts.renew(keyOf("a", 2), 0, "");
        expect(await claimed(1)).toMatchObject([{ text: "", attempt: 3 }]);
      });

      it("refuses what is another attempt's, paid, struck or was never owed, and changes nothing", async () => {
        await ask("a", 0);
        await debts.renew(keyOf("a"), 0, "shown");
        await claimed(1);
        expect(await debts.renew(keyOf("a", 1), 0, "older")).toBe(false);
        expect(await debts.renew(keyOf("a", 3), 0, "newer")).toBe(false);
        expect(await free()).toEqual([]);
        await debts.renew(keyOf("a", 2), 0);
        expect(await claimed(1)).toMatchObject([{ text: "shown", attempt: 3 }]);
        await pay("a", 3);
        await ask("b");
        await debts.strike(keyOf("b"));
        for (const key of [keyOf("a", 3), keyOf("b"), keyOf("c"), keyOf("a", 1, "nowhere")]) {
          expect(await debts.renew(key, 0)).toBe(false);
        }
        expect(await free()).toEqual([]);
      });
    });

    describe("strike", () => {
      it("owes a reply no more", async () => {
        await Promise.all([ask("a", 0), ask("b", 0)]);
        await debts.strike(keyOf("a"));
        expect(await free()).toEqual(["b"]);
      });

      it("leaves what is another attempt's or another room's", async () => {
        await ask("a", 0);
        await claimed(1);
        await debts.strike(keyOf("a", 1));
        await debts.strike(keyOf("a", 2, "garden"));
        await debts.strike(keyOf("b", 2));
        expect(await debts.renew(keyOf("a", 2), long)).toBe(true);
      });
    });

    describe("owe", () => {
      it("owes a reply to an entry that is there once more", async () => {
        await ask("a");
        await log.append("lobby", answered("a"), { pays: { reply: "a", attempt: 1 } });
        await debts.owe("lobby", 1, { ...owing("a"), attempt: 4 });
        expect(await free()).toEqual([]);
        expect(await debts.renew(keyOf("a", 4), 0)).toBe(true);
        const debt = { room: "lobby", reply: "a", attempt: 5, question: 1, asker: '{"user":"a"}', text: "" };
        expect(await claimed(1)).toEqual([debt]);
      });

      it("replaces what is owed already", async () => {
        await ask("a");
        await log.append("lobby", asked("q-2"));
        await debts.renew(keyOf("a"), long, "shown");
        await debts.owe("lobby", 2, { reply: "a", attempt: 2, asker: "{}", leaseMs: 0 });
        expect(await debts.renew(keyOf("a", 1), long)).toBe(false);
        expect(await claimed(1)).toEqual([
          { room: "lobby", reply: "a", attempt: 3, question: 2, asker: "{}", text: "" },
        ]);
        expect(await free()).toEqual([]);
      });

      it("does nothing where that entry is not there, or no longer", async () => {
        for (let at = 0; at < 12; at += 1) await log.append("lobby", asked(`${at}`));
        for (const seq of [0, 2, 13]) await debts.owe("lobby", seq, owing("a", 0));
        await debts.owe("nowhere", 1, owing("a", 0));
        expect(await free()).toEqual([]);
        await debts.owe("lobby", 3, owing("a", 0));
        expect(await free()).toEqual(["a"]);
      });
    });

    describe("remove", () => {
      it("strikes all that the room was owed, so that nobody's reply comes back", async () => {
        await Promise.all([ask("a", 0), ask("b", 0), ask("a", 0, "garden")]);
        await log.remove?.("lobby");
        expect(await debts.renew(keyOf("a"), long)).toBe(false);
        expect(await pay("b")).toEqual({ outcome: "unowed" });
        expect(await log.read("lobby", everything)).toMatchObject({ newest: 0, entries: [] });
        await log.append("lobby", asked("q-a"));
        expect(await pay("a")).toEqual({ outcome: "unowed" });
        expect(await debts.claim(10, long)).toMatchObject([{ room: "garden", reply: "a" }]);
        expect(await free()).toEqual([]);
      });
    });

    describe("close", () => {
      it("takes nothing more", async () => {
        await log.close();
        await expect(debts.claim(1, long)).rejects.toThrow(Error);
        await expect(debts.renew(keyOf("a"), long)).rejects.toThrow(Error);
      });

      it.each(reopen ? [reopen] : [])("leaves what is owed, and its attempt, to who opens it again", async (again) => {
        await Promise.all(["a", "b", "c"].map((reply) => ask(reply, 0)));
        await claimed(3);
        await pay("c", 2);
        await Promise.all([debts.renew(keyOf("a", 2), short, "shown"), debts.renew(keyOf("b", 2), 0)]);
        await log.close();
        log = await again();
        debts = debtsOf(log);
        const left = await claimed(2);
        const debt = { room: "lobby", attempt: 3 };
        expect(left).toContainEqual({ ...debt, reply: "a", question: 1, asker: '{"user":"a"}', text: "shown" });
        expect(left).toContainEqual({ ...debt, reply: "b", question: 2, asker: '{"user":"b"}', text: "" });
        expect(await free()).toEqual([]);
      });
    });
  });
}
