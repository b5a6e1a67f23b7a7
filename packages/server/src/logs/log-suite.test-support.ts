import type { Entry } from "@ws-chat/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, NewEntry, Page, Signal, Subscriber } from "./log.ts";

export interface SuiteOptions {
  /** Opens an empty log that keeps `entries` of each room. */
  readonly open: (retention: { readonly entries: number }) => Promise<Log>;
  /** Opens what `open` gave last once more, after it was closed. Absent where nothing outlives a log. */
  readonly reopen?: () => Promise<Log>;
  /** How long a delivery may take. @default 2000 */
  readonly deliveryMs?: number;
}

const everything = { limit: 1_000, maxBytes: 1_000_000 };
const ada = { id: "v:ada", role: "visitor" };
const ben = { id: "v:ben", role: "visitor" };

function said(text: string, more: Partial<NewEntry> = {}): NewEntry {
  return { kind: "message", id: `id-${text}`, from: ada, ts: 1_700_000_000_000, text, ...more };
}

/** A subscriber that remembers, and lets a test wait for what it has not heard yet. */
export class Listener implements Subscriber {
  readonly entries: Entry[] = [];
  readonly signals: Signal[] = [];
  losses = 0;
  #watchers: (() => void)[] = [];

  entry(entry: Entry): void {
    this.entries.push(entry);
    this.#notify();
  }

  signal(signal: Signal): void {
    this.signals.push(signal);
    this.#notify();
  }

  lost(): void {
    this.losses += 1;
    this.#notify();
  }

  async until(done: (listener: this) => boolean): Promise<void> {
    while (!done(this)) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  #notify(): void {
    for (const resume of this.#watchers.splice(0)) resume();
  }
}

const textsOf = (page: Page): string[] => page.entries.map((entry) => entry.text);
const seqsOf = (page: Page): number[] => page.entries.map((entry) => entry.seq);

/** What every log keeps to, whatever it stores in. */
export function logSuite(name: string, { open, reopen, deliveryMs = 2_000 }: SuiteOptions): void {
  describe(`${name} as a log`, { timeout: deliveryMs * 5 }, () => {
    let log: Log;
    beforeEach(async () => {
      log = await open({ entries: 10 });
    });
    afterEach(() => log.close());

    async function fill(count: number, room = "lobby"): Promise<void> {
      await Promise.all(Array.from({ length: count }, (_, at) => log.append(room, said(`${at + 1}`))));
    }

    describe("append", () => {
      it("numbers the entries of each room from 1", async () => {
        const [one, two, other] = await Promise.all([
          log.append("lobby", said("a")),
          log.append("lobby", said("b")),
          log.append("garden", said("a")),
        ]);
        expect(one).toMatchObject({ outcome: "stored", entry: { seq: 1, text: "a" } });
        expect(two).toMatchObject({ outcome: "stored", entry: { seq: 2, text: "b" } });
        expect(other).toMatchObject({ outcome: "stored", entry: { seq: 1, text: "a" } });
      });

      it("keeps everything that a message says", async () => {
        const full = said("all", {
          from: { ...ada, name: "Ada 😀", avatar: "/ada.png" },
          re: 7,
          status: "cut",
          format: "markdown",
          attachments: [{ url: "/a.png", name: "a.png", type: "image/png", size: 1, width: 2, height: 3 }],
          quickReplies: [{ text: "Yes", value: "y" }, { text: "No" }],
          data: { nested: [1, null, { deep: "ünïcödé" }] },
        });
        await log.append("lobby", full);
        expect((await log.read("lobby", everything)).entries).toEqual([{ seq: 1, ...full }]);
      });

      it("gives the first entry back for a repeat, whatever the repeat says", async () => {
        const first = await log.append("lobby", said("a"));
        const again = await log.append("lobby", said("changed", { id: "id-a" }));
        expect(again).toEqual({ ...first, outcome: "repeat" });
        expect(textsOf(await log.read("lobby", everything))).toEqual(["a"]);
      });

      it("stores one of many repeats at once", async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => log.append("lobby", said("a"))));
        expect(outcomes.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
        expect((await log.read("lobby", everything)).newest).toBe(1);
      });

      it("lets each author use every id once, whoever used it before", async () => {
        await log.append("lobby", said("a", { id: "same" }));
        await log.append("lobby", said("b", { id: "same", from: ben }));
        expect(await log.append("lobby", said("c", { id: "same" }))).toMatchObject({
          outcome: "repeat",
          entry: { text: "a" },
        });
        expect(await log.append("lobby", said("d", { id: "same", from: ben }))).toMatchObject({ entry: { text: "b" } });
        expect(textsOf(await log.read("lobby", everything))).toEqual(["a", "b"]);
      });

      it("keeps the order of calls made at once", async () => {
        await fill(10);
        expect(textsOf(await log.read("lobby", everything))).toEqual(
          Array.from({ length: 10 }, (_, at) => `${at + 1}`),
        );
      });

      it("forgets an id together with its entry, and no sooner", async () => {
        await fill(12);
        expect(await log.append("lobby", said("3"))).toMatchObject({ outcome: "repeat", entry: { seq: 3 } });
        expect(await log.append("lobby", said("2"))).toMatchObject({ outcome: "stored", entry: { seq: 13 } });
      });

      it("keeps the id of one author when another's entry with it is trimmed", async () => {
        await log.append("lobby", said("a", { id: "same" }));
        await log.append("lobby", said("b", { id: "same", from: ben }));
        await fill(9);
        expect(await log.append("lobby", said("c", { id: "same", from: ben }))).toMatchObject({ outcome: "repeat" });
        expect(await log.append("lobby", said("d", { id: "same" }))).toMatchObject({ outcome: "stored" });
      });

      it("answers that it cannot know when it was trimmed past the first attempt", async () => {
        await fill(12);
        const { epoch } = await log.read("lobby", everything);
        const attempt = (seq: number, id: string) => log.append("lobby", said("x", { id }), { since: { epoch, seq } });
        expect(await attempt(1, "x1")).toEqual({ outcome: "expired" });
        expect(await attempt(2, "x2")).toMatchObject({ outcome: "stored", entry: { seq: 13 } });
        expect(await log.append("lobby", said("12"), { since: { epoch, seq: 0 } })).toMatchObject({
          outcome: "repeat",
        });
        const before = { epoch: "another", seq: 0 };
        expect(await log.append("lobby", said("x", { id: "x3" }), { since: before })).toMatchObject({
          outcome: "stored",
        });
      });
    });

    describe("read", () => {
      it("shows an unknown room as empty and creates nothing", async () => {
        const page = await log.read("nowhere", everything);
        expect(page).toMatchObject({ oldest: 1, newest: 0, entries: [] });
        expect(page.epoch).toMatch(/^.{1,64}$/);
      });

      it("tells what is retained, and never gives a number twice", async () => {
        await fill(25);
        const page = await log.read("lobby", everything);
        expect(page).toMatchObject({ oldest: 16, newest: 25 });
        expect(seqsOf(page)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
      });

      it.each([
        [{ after: 0 }, [1, 2, 3]],
        [{ after: 2 }, [3, 4, 5]],
        [{ after: 6 }, [7]],
        [{ after: 7 }, []],
        [{ after: 99 }, []],
        [{ before: 99 }, [5, 6, 7]],
        [{ before: 3 }, [1, 2]],
        [{ before: 1 }, []],
        [{ after: 1, before: 6 }, [3, 4, 5]],
        [{ after: 4, before: 4 }, []],
      ])("gives of seven entries, three at most, with %j those numbered %j", async (range, seqs) => {
        await fill(7);
        expect(seqsOf(await log.read("lobby", { ...range, limit: 3, maxBytes: 1_000_000 }))).toEqual(seqs);
      });

      it("counts bytes of UTF-8, and gives one entry even where it does not fit", async () => {
        for (const id of ["a", "b", "c"]) await log.append("lobby", said("ü".repeat(1_000), { id }));
        expect(seqsOf(await log.read("lobby", { after: 0, limit: 10, maxBytes: 4_500 }))).toEqual([1, 2]);
        expect(seqsOf(await log.read("lobby", { before: 9, limit: 10, maxBytes: 4_500 }))).toEqual([2, 3]);
        expect(seqsOf(await log.read("lobby", { after: 0, limit: 10, maxBytes: 10 }))).toEqual([1]);
        expect(seqsOf(await log.read("lobby", { before: 9, limit: 10, maxBytes: 10 }))).toEqual([3]);
      });

      it("sees what was appended before it was called", async () => {
        void log.append("lobby", said("a"));
        expect((await log.read("lobby", everything)).newest).toBe(1);
      });
    });

    describe("subscribe", () => {
      it("delivers every later append, in order, to everybody", async () => {
        const [one, two] = [new Listener(), new Listener()];
        await Promise.all([log.subscribe("lobby", one), log.subscribe("lobby", two)]);
        await fill(5);
        for (const listener of [one, two]) {
          await listener.until(({ entries }) => entries.length >= 5);
          expect([...new Set(listener.entries.map(({ seq }) => seq))]).toEqual([1, 2, 3, 4, 5]);
        }
        expect(one.entries[0]).toMatchObject({ seq: 1, text: "1", from: ada });
      });

      it("delivers no repeat, nothing of other rooms, and nothing after the end", async () => {
        const [staying, leaving] = [new Listener(), new Listener()];
        await log.subscribe("lobby", staying);
        const leave = await log.subscribe("lobby", leaving);
        await log.append("lobby", said("a"));
        await leaving.until(({ entries }) => entries.length > 0);
        leave();
        leave();
        await log.append("lobby", said("a"));
        await log.append("garden", said("b"));
        await log.append("lobby", said("c"));
        await staying.until(({ entries }) => entries.some(({ text }) => text === "c"));
        expect([...new Set(staying.entries.map(({ text }) => text))]).toEqual(["a", "c"]);
        expect(leaving.entries.map(({ text }) => text)).toEqual(["a"]);
      });

      it("keeps the epoch that a reader of an empty room was shown", async () => {
        await log.subscribe("lobby", new Listener());
        const { epoch } = await log.read("lobby", everything);
        await fill(3, "garden");
        await log.remove?.("garden");
        expect(await log.append("lobby", said("a"))).toMatchObject({ epoch });
        expect(await log.read("lobby", everything)).toMatchObject({ epoch, newest: 1 });
      });

      it("passes signals on and stores none of them", async () => {
        const listener = new Listener();
        await log.subscribe("lobby", listener);
        log.signal("garden", { type: "typing", from: ben, on: true });
        log.signal("lobby", { type: "typing", from: ada, on: true });
        log.signal("lobby", { type: "delta", id: "s", i: 1, text: "ü" });
        await listener.until(({ signals }) => signals.length >= 2);
        expect(listener.signals).toEqual([
          { type: "typing", from: ada, on: true },
          { type: "delta", id: "s", i: 1, text: "ü" },
        ]);
        expect((await log.read("lobby", everything)).newest).toBe(0);
      });
    });

    describe("remove", () => {
      it("leaves an empty room of another epoch, and tells who followed it", async () => {
        const listener = new Listener();
        await log.subscribe("lobby", listener);
        await fill(3);
        const before = await log.read("lobby", everything);
        await log.remove?.("lobby");
        await listener.until(({ losses }) => losses > 0);
        const after = await log.read("lobby", everything);
        expect(after).toMatchObject({ oldest: 1, newest: 0, entries: [] });
        expect(after.epoch).not.toBe(before.epoch);
        expect(await log.append("lobby", said("1"))).toMatchObject({
          outcome: "stored",
          epoch: after.epoch,
          entry: { seq: 1 },
        });
        await listener.until(({ entries }) => entries.length >= 4);
      });

      it("takes a room that is not there as removed", async () => {
        await log.remove?.("nowhere");
        expect((await log.read("nowhere", everything)).newest).toBe(0);
      });
    });

    describe("close", () => {
      it("takes nothing more", async () => {
        await log.append("lobby", said("a"));
        await log.close();
        await expect(log.append("lobby", said("b"))).rejects.toThrow(Error);
        log.signal("lobby", { type: "typing", from: ada, on: true });
      });

      it.each(reopen ? [reopen] : [])("leaves what was stored to who opens it again", async (reopened) => {
        await fill(12);
        const before = await log.read("lobby", everything);
        await log.close();
        log = await reopened();
        expect(await log.read("lobby", everything)).toEqual(before);
        expect(await log.append("lobby", said("12"))).toMatchObject({ outcome: "repeat" });
        expect(await log.append("lobby", said("13"))).toMatchObject({ outcome: "stored", entry: { seq: 13 } });
      });
    });
  });
}
