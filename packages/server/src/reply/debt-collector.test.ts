import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tagOf, visitorId } from "../identity.ts";
import type { NewDebt, NewEntry } from "../logs/log.ts";
import { settled } from "../test-clock.test-support.ts";
import { ada, type Processes, processes, said } from "./processes.test-support.ts";

let world: Processes;
beforeEach(async () => {
  world = await processes();
});
afterEach(() => world.end());

const user = { id: visitorId("A".repeat(22)), role: "visitor" };
const tag = tagOf(user.id);
const asker = JSON.stringify({ user, tag, metadata: { page: "/prices" } });
const reply = `r-${tag}-q`;

function question(id = "q"): NewEntry {
  return { kind: "message", id, from: user, ts: world.clock.now(), text: "anybody?" };
}

/** What a process leaves behind that dies in its `attempt`, having shown `text`. */
async function leave({ text = "", ...more }: Partial<NewDebt> & { text?: string } = {}): Promise<void> {
  const owes = { reply, attempt: 1, asker, leaseMs: 0, ...more };
  await world.log.append("lobby", question(), { owes });
  if (text) await world.log.debts?.renew({ room: "lobby", ...owes }, 0, text);
}

describe("a debt whose holder died", () => {
  it.each([
    [1, 2],
    [2, 3],
  ])("in attempt %i is answered at the start, as attempt %i, for the same person", async (attempt, next) => {
    await leave({ attempt });
    const { calls } = world.start();
    await settled();
    expect(calls).toMatchObject([
      { message: { seq: 1 }, context: { attempt: next, user, metadata: { page: "/prices" } } },
    ]);
    await calls[0]?.answer("I am");
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot I am"]);
    expect(await world.owed()).toEqual([]);
  });

  it("in its third attempt is noted, and asking again is the fourth", async () => {
    await leave({ attempt: 3 });
    const process = world.start();
    await settled();
    expect(process.calls).toEqual([]);
    const page = await world.log.read("lobby", { after: 1, limit: 1, maxBytes: 1_000 });
    expect(page.entries).toMatchObject([{ id: `n3-${tag}-q`, text: "", re: 1, status: "no-reply" }]);
    const peer = await ada(process);
    peer.say({ type: "retry", seq: 2 });
    await settled();
    expect(process.calls.map(({ context }) => context.attempt)).toEqual([4]);
    await process.calls[0]?.answer("I am");
    expect(await world.owed()).toEqual([]);
  });

  it.each([1, 3, 9])("after people saw a beginning ends with it, in attempt %i too", async (attempt) => {
    await leave({ attempt, text: "Once upon" });
    const { calls } = world.start();
    await settled();
    const page = await world.log.read("lobby", { after: 1, limit: 5, maxBytes: 1_000 });
    expect(page.entries).toMatchObject([{ id: reply, text: "Once upon", re: 1, status: "interrupted" }]);
    expect(calls).toEqual([]);
    expect(await world.owed()).toEqual([]);
  });

  it("is answered no more where the question was trimmed away", async () => {
    const small = await processes(1);
    await small.log.append("lobby", question(), { owes: { reply, attempt: 1, asker, leaseMs: 0 } });
    await small.log.append("lobby", question("another"));
    const { calls } = small.start();
    await settled();
    await small.clock.pass(30_000);
    expect(calls).toEqual([]);
    expect(await small.owed()).toEqual([]);
    await small.end();
  });

  it("is found in any number, each by one process", async () => {
    const ids = Array.from({ length: 70 }, (_, at) => `q${at}`);
    for (const id of ids) {
      await world.log.append("lobby", question(id), { owes: { reply: `r-${id}`, attempt: 1, asker, leaseMs: 0 } });
    }
    const both = [world.start(), world.start()];
    for (let turn = 0; turn < 5; turn += 1) await settled();
    const asked = both.flatMap(({ calls }) => calls.map(({ message }) => message.id));
    expect(asked.toSorted()).toEqual(ids.toSorted());
  });

  it("is left alone by a process that is leaving", async () => {
    const process = world.start();
    const reader = await ada(process);
    await settled();
    void process.chat.drain({ over: "10s" });
    await leave();
    await world.clock.pass(3_000);
    expect(process.calls).toEqual([]);
    expect(await world.log.debts?.claim(1, 1)).toMatchObject([{ attempt: 2 }]);
    reader.drop();
  });

  it("is let go of where the process began to leave while it claimed", async () => {
    await leave();
    const process = world.start();
    const { claim } = process.log.debts;
    const claimed = new Promise<void>((resolve) => {
      vi.spyOn(process.log.debts, "claim").mockImplementation((...args) => {
        resolve(process.chat.close());
        return claim(...args);
      });
    });
    await claimed;
    expect(process.calls).toEqual([]);
    expect(await world.log.debts?.claim(1, 1)).toMatchObject([{ attempt: 3 }]);
  });

  it("whose asker cannot be read any more is told of, and noted in the end", async () => {
    await leave({ asker: "{" });
    const process = world.start();
    await world.clock.pass(25_000);
    expect(process.errors.length).toBe(2);
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot no-reply"]);
  });

  it("waits for a log that cannot be read, without using up attempts", async () => {
    await leave();
    const process = world.start();
    const read = vi.spyOn(process.log, "read").mockRejectedValue(new Error("away"));
    await world.clock.pass(60_000);
    read.mockRestore();
    await world.clock.pass(10_000);
    expect(process.calls.map(({ context }) => context.attempt)).toEqual([2]);
  });
});

describe("a stream whose process died", () => {
  const shown = { type: "snapshot", id: reply, i: 0, text: "", from: { id: "bot", role: "bot" }, re: 1 } as const;

  it("ends for those on other processes with what was kept of it", async () => {
    const process = world.start();
    const reader = await ada(process);
    await settled();
    await leave();
    world.log.signal("lobby", shown);
    world.log.signal("lobby", { type: "delta", id: reply, i: 1, text: "Once upon a" });
    await world.log.debts?.renew({ room: "lobby", reply, attempt: 1 }, 0, "Once upon");
    await world.clock.pass(1_000);
    await reader.until(() => reader.of("entry").length === 2);
    expect(reader.of("entry").at(-1)).toMatchObject({ id: reply, text: "Once upon", status: "interrupted" });
    expect(reader.closedWith).toBeUndefined();
  });

  it("ends so even where the entry's delivery is lost", async () => {
    const [deaf] = [world.start(), world.start()];
    vi.spyOn(deaf.log.debts, "claim").mockResolvedValue([]);
    const reader = await ada(deaf);
    await settled();
    await leave();
    deaf.log.mend();
    await settled();
    world.log.signal("lobby", shown);
    await world.log.debts?.renew({ room: "lobby", reply, attempt: 1 }, 0, "Once upon");
    deaf.log.isDeaf = true;
    await world.clock.pass(1_000);
    expect(reader.of("entry").at(-1)).toMatchObject({ id: reply, status: "interrupted" });
  });

  it.each([
    ["the next attempt says nothing", 1, async () => undefined],
    ["the next attempt fails", 1, () => Promise.reject(new Error("no idea"))],
    ["there is no next attempt", 3, async () => "never asked"],
  ])("ends for them where nothing was kept and %s", async (_, attempt, onMessage) => {
    const process = world.start({ onMessage });
    const reader = await ada(process);
    await settled();
    await leave({ attempt });
    world.log.signal("lobby", shown);
    world.log.signal("lobby", { type: "delta", id: reply, i: 1, text: "Once" });
    await world.clock.pass(1_000);
    expect(await reader.end()).toBe(4002);
    expect((await ada(process)).of("welcome")).toMatchObject([{ streams: [] }]);
  });
});

describe("a log that is away", () => {
  it("is told of once, and again only after it was back", async () => {
    const process = world.start();
    await settled();
    for (const outages of [1, 2]) {
      process.log.isCut = true;
      await world.clock.pass(30_000);
      expect(process.errors).toHaveLength(outages);
      process.log.mend();
      await world.clock.pass(3_000);
    }
    await leave();
    await world.clock.pass(1_000);
    expect(process.calls.length).toBe(1);
  });
});
