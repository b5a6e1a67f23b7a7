import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, NewEntry, RoomSummary } from "./log.ts";
import type { SuiteOptions } from "./log-suite.test-support.ts";

const from = { id: "v:ada", role: "visitor" };
const noon = 1_700_000_000_000;

/** What a watcher was told, as a test waits for it. */
class Told {
  readonly rooms: (string | undefined)[] = [];
  #seen = 0;
  #resume: () => void = () => {};

  readonly tell = (room?: string): void => {
    this.rooms.push(room);
    this.#resume();
  };

  /** Resolves once it was told of `room` since the last call. */
  async until(room: string): Promise<void> {
    while (!this.rooms.includes(room, this.#seen)) await new Promise<void>((resolve) => (this.#resume = resolve));
    this.#seen = this.rooms.length;
  }
}

const said = (id: string, ts: number): NewEntry => ({ kind: "message", id, from, ts, text: `${id} at ${ts}` });

/** What every log that lists its rooms keeps to. */
export function logRoomsSuite(name: string, { open, reopen, deliveryMs = 2_000 }: SuiteOptions): void {
  describe(`${name} as a list of rooms`, { timeout: deliveryMs * 5 }, () => {
    let log: Log;
    beforeEach(async () => {
      log = await open({ entries: 10 });
    });
    afterEach(() => log.close());

    let count = 0;
    const say = (room: string, minute: number) => {
      count += 1;
      return log.append(room, said(`m${count}`, noon + minute * 60_000));
    };
    const list = async (limit = 100, before?: { ts: number; room: string }): Promise<readonly RoomSummary[]> => {
      if (!log.rooms) throw new Error("a log in this suite lists its rooms");
      return log.rooms({ limit, ...(before && { before }) });
    };
    const names = async (...args: Parameters<typeof list>): Promise<string[]> =>
      (await list(...args)).map(({ room }) => room);

    it("gives the newest entry of each, the latest first, whichever was begun first", async () => {
      expect(await list()).toEqual([]);
      await say("lobby", 1);
      await say("~v:ada", 2);
      await say("garden", 3);
      expect(await names()).toEqual(["garden", "~v:ada", "lobby"]);
      await say("lobby", 4);
      const [first] = await list();
      expect(first).toEqual({
        room: "lobby",
        newest: (await log.read("lobby", { limit: 9, maxBytes: 9_999 })).entries[1],
      });
      expect(first?.newest).toMatchObject({ seq: 2, ts: noon + 4 * 60_000 });
      expect(await names()).toEqual(["lobby", "garden", "~v:ada"]);
    });

    it("goes by the newest entry also where a clock was set back", async () => {
      await say("lobby", 9);
      await say("garden", 5);
      await say("lobby", 1);
      expect(await names()).toEqual(["garden", "lobby"]);
    });

    it("gives rooms of one moment by name, the greater first", async () => {
      for (const room of ["b", "c", "a", "B", "ab"]) await say(room, 1);
      expect(await names()).toEqual(["c", "b", "ab", "a", "B"]);
    });

    it("gives page after page, each room once, also where many share a moment", async () => {
      const rooms = Array.from({ length: 23 }, (_, at) => `room ${String(at).padStart(2, "0")}`);
      await Promise.all(rooms.map((room, at) => say(room, Math.floor(at / 7))));
      const seen: string[] = [];
      const sizes: number[] = [];
      for (let page = await list(5); page.length > 0; ) {
        sizes.push(page.length);
        seen.push(...page.map(({ room }) => room));
        const last = page.at(-1);
        page = last ? await list(5, { ts: last.newest.ts, room: last.room }) : [];
      }
      expect(seen).toEqual(rooms.toReversed());
      expect(sizes).toEqual([5, 5, 5, 5, 3]);
    });

    it("takes a place where no room is", async () => {
      await say("a", 1);
      await say("c", 1);
      await say("z", 3);
      expect(await names(9, { ts: noon + 2 * 60_000, room: "" })).toEqual(["c", "a"]);
      expect(await names(9, { ts: noon + 60_000, room: "b" })).toEqual(["a"]);
      expect(await names(9, { ts: noon, room: "zzz" })).toEqual([]);
    });

    it("shows no room that was only read, followed, signalled to or refused", async () => {
      await log.read("read", { limit: 1, maxBytes: 1 });
      await log.subscribe("followed", { entry() {}, signal() {}, lost() {} });
      log.signal("signalled", { type: "typing", from, on: true });
      // A log without debts stores what would pay one.
      if (log.debts) await log.append("refused", said("a", noon), { pays: { reply: "a", attempt: 1 } });
      expect(await names()).toEqual([]);
    });

    it("shows a removed room no more, until somebody writes there", async () => {
      await say("lobby", 2);
      await say("garden", 1);
      await log.remove?.("lobby");
      expect(await names()).toEqual(["garden"]);
      await say("lobby", 0);
      expect(await names()).toEqual(["garden", "lobby"]);
    });

    it("keeps a room whose older entries were trimmed, and moves none for a repeat", async () => {
      for (let at = 0; at < 12; at += 1) await say("lobby", at);
      await say("garden", 20);
      await log.append("lobby", { ...said(`m${count - 1}`, noon + 30 * 60_000) });
      expect(await names()).toEqual(["garden", "lobby"]);
      expect((await list()).at(1)?.newest).toMatchObject({ seq: 12, ts: noon + 11 * 60_000 });
    });

    it("tells who watches of each room that is written to or removed, with that to be read, and of none before", async () => {
      if (!log.watch) throw new Error("a log in this suite can be watched");
      await say("before", 0);
      const told = new Told();
      await log.watch(told.tell);
      for (const [at, room] of ["lobby", "~v:ädä 😀", "lobby"].entries()) {
        void say(room, at + 1);
        await told.until(room);
        expect((await list())[0]).toMatchObject({ room, newest: { id: `m${count}` } });
      }
      void log.remove?.("lobby");
      await told.until("lobby");
      expect(await names()).toEqual(["~v:ädä 😀", "before"]);
      expect(told.rooms).not.toContain("before");
    });

    it("tells who watches nothing of what stores nothing, and nothing more to who has left", async () => {
      if (!log.watch) throw new Error("a log in this suite can be watched");
      const [staying, leaving] = [new Told(), new Told()];
      await log.watch(staying.tell);
      const leave = await log.watch(leaving.tell);
      await say("lobby", 1);
      await Promise.all([staying.until("lobby"), leaving.until("lobby")]);
      leave();
      leave();
      await log.append("lobby", said(`m${count}`, noon));
      // A log without debts stores what would pay one.
      if (log.debts) await log.append("refused", said("a", noon), { pays: { reply: "a", attempt: 1 } });
      log.signal("signalled", { type: "typing", from, on: true });
      await log.read("read", { limit: 1, maxBytes: 1 });
      await say("garden", 1);
      await staying.until("garden");
      expect([staying.rooms, leaving.rooms]).toEqual([["lobby", "garden"], ["lobby"]]);
    });

    it.each(reopen ? [reopen] : [])("shows the same to who opens it again", async (again) => {
      for (const [at, room] of ["a", "b", "c"].entries()) await say(room, -at);
      const before = await list();
      await log.close();
      log = await again();
      expect(await list()).toEqual(before);
      expect(before.map(({ room }) => room)).toEqual(["a", "b", "c"]);
    });
  });
}
