import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryLog } from "@ws-chat/server/memory";
import { type ChatOptions, createChat } from "@ws-chat/server";
import { Peer } from "../peer.test-support.ts";
import { settled } from "../test-clock.test-support.ts";
import { ada, type Process, type Processes, processes, said } from "./processes.test-support.ts";

const leaseMs = 10_000;
let world: Processes;
beforeEach(async () => {
  world = await processes();
});
afterEach(() => world.end());

async function asked(process: Process, text = "anybody?"): Promise<Peer> {
  const peer = await ada(process);
  peer.write(text);
  await peer.next("ack");
  await settled();
  return peer;
}

describe("an answer that is owed", () => {
  it("comes from another process where the one that was asked has gone, as its second attempt", async () => {
    const [first, second] = [world.start(), world.start()];
    const reader = await ada(second);
    await asked(first);
    first.log.isCut = true;
    await world.clock.pass(leaseMs - 2_000);
    expect(second.calls).toEqual([]);
    await world.clock.pass(4_000);
    expect(second.calls).toMatchObject([
      {
        message: { text: "anybody?", seq: 1 },
        context: { attempt: 2, metadata: { page: "/prices" }, user: { role: "visitor" } },
      },
    ]);
    expect(second.calls[0]?.context.user).toEqual(first.calls[0]?.context.user);
    await second.calls[0]?.answer("I am");
    await reader.until(() => reader.of("entry").length === 2);
    expect(reader.of("entry").at(-1)).toMatchObject({ text: "I am", re: 1 });
    expect(await world.owed()).toEqual([]);
  });

  it("is streamed to its end also where the log was away when it began", async () => {
    const first = world.start();
    const second = world.start({
      onMessage() {
        second.log.isCut = true;
        return (async function* () {
          yield "Once upon ";
          yield "a time";
        })();
      },
    });
    await asked(first);
    first.log.isCut = true;
    await world.clock.pass(leaseMs + 2_000);
    second.log.mend();
    await world.clock.pass(30_000);
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot Once upon a time"]);
    expect(await world.owed()).toEqual([]);
  });

  it("is its handler's for as long as that works", async () => {
    const [first, second] = [world.start(), world.start()];
    await asked(first);
    await world.clock.pass(60_000);
    expect([first.calls.length, second.calls.length]).toEqual([1, 0]);
    expect(first.calls[0]?.context.signal.aborted).toBe(false);
    await first.calls[0]?.answer("at last");
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot at last"]);
    expect(await world.owed()).toEqual([]);
  });

  it("is nobody's any more who lost it: the handler is told to stop, and what it still says is dropped", async () => {
    const [first, second] = [world.start(), world.start()];
    await asked(first);
    first.log.isCut = true;
    await world.clock.pass(leaseMs + 2_000);
    expect(second.calls.length).toBe(1);
    first.log.mend();
    await world.clock.pass(1_000);
    const { signal, send } = first.calls[0]?.context ?? {};
    expect(signal?.aborted).toBe(true);
    await first.calls[0]?.answer("too late");
    await expect(send?.("besides")).rejects.toThrow("no longer owed");
    await second.calls[0]?.answer("in time");
    await world.clock.pass(30_000);
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot in time"]);
    expect([first.calls.length, second.calls.length]).toEqual([1, 1]);
  });

  it("is not said where another took it over unnoticed", async () => {
    const first = world.start();
    await asked(first);
    vi.spyOn(first.log.debts, "renew").mockResolvedValue(true);
    vi.spyOn(first.log.debts, "claim").mockResolvedValue([]);
    await world.clock.pass(leaseMs + 1);
    expect(await world.log.debts?.claim(1, leaseMs)).toMatchObject([{ attempt: 2 }]);
    await first.calls[0]?.answer("too late");
    expect(await said(world.log)).toEqual(["visitor anybody?"]);
    expect(first.errors).toEqual([]);
  });

  it("is not taken for lost where its lease is renewed while the log stores it", async () => {
    const first = world.start();
    await asked(first);
    const { append } = world.log;
    const gate = Promise.withResolvers<void>();
    vi.spyOn(first.log, "append").mockImplementation(async (...args) => {
      const appended = await append.apply(world.log, args);
      await gate.promise;
      return appended;
    });
    await first.calls[0]?.answer("I am");
    await world.clock.pass(leaseMs);
    expect(first.calls[0]?.context.signal.aborted).toBe(false);
    gate.resolve();
    await settled();
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot I am"]);
  });

  it("is not asked for twice in one process whose lease ran out while it worked", async () => {
    const first = world.start();
    await asked(first);
    const renew = vi.spyOn(first.log.debts, "renew").mockResolvedValue(true);
    await world.clock.pass(leaseMs + 2_000);
    renew.mockRestore();
    await world.clock.pass(leaseMs * 2);
    expect(first.calls.length).toBe(1);
    await first.calls[0]?.answer("still here");
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot still here"]);
    expect(await world.owed()).toEqual([]);
  });

  it("is tried for as long as the process lives", async () => {
    const first = world.start();
    await asked(first);
    first.log.isCut = true;
    await first.calls[0]?.answer("here I am");
    await world.clock.pass(300_000);
    first.log.mend();
    await world.clock.pass(12_000);
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot here I am"]);
    // One of the answer that could not be stored, one of the leases.
    expect(first.errors.length).toBe(2);
    expect(await world.owed()).toEqual([]);
  });

  it("costs two appends and nothing else where the handler answers at once", async () => {
    const first = world.start({ onMessage: () => "at once" });
    const peer = await ada(first);
    const append = vi.spyOn(first.log, "append");
    const calls = (["renew", "strike", "owe"] as const).map((name) => vi.spyOn(first.log.debts, name));
    peer.write("hi");
    await peer.next("entry");
    await world.clock.pass(leaseMs);
    expect(append.mock.calls.map(([, , options]) => options)).toMatchObject([
      { owes: { reply: expect.stringMatching(/^r-/), attempt: 1, leaseMs } },
      { pays: { reply: expect.stringMatching(/^r-/), attempt: 1 } },
    ]);
    for (const call of calls) expect(call).not.toHaveBeenCalled();
    expect(await world.owed()).toEqual([]);
  });

  it.each<[string, NonNullable<ChatOptions["onMessage"]>]>([
    ["nothing", () => {}],
    ["a promise of nothing", async () => {}],
    ["empty text", () => ""],
    ["a promise of empty text", async () => ({ text: " " })],
    ["a stream of nothing", async function* () {}],
  ])("is owed no more where the handler answers %s", async (_, onMessage) => {
    const first = world.start({ onMessage });
    await asked(first);
    expect(await world.owed()).toEqual([]);
    expect(await said(world.log)).toEqual(["visitor anybody?"]);
  });

  it("is owed no more once the log is back that was away when the handler had nothing to say", async () => {
    const first = world.start();
    await asked(first);
    first.log.isCut = true;
    await first.calls[0]?.answer(undefined);
    await world.clock.pass(leaseMs * 2);
    first.log.mend();
    await world.clock.pass(leaseMs);
    expect(first.calls.length).toBe(1);
    expect(await world.owed()).toEqual([]);
  });

  it("is owed to a text client, too", async () => {
    const [first, second] = [world.start(), world.start()];
    const text = new Peer(first.chat, { language: "text", url: "/websocket?room=lobby" });
    text.connection.receive("anybody?");
    await settled();
    first.log.isCut = true;
    await world.clock.pass(leaseMs + 2_000);
    expect(second.calls).toMatchObject([{ message: { text: "anybody?" }, context: { attempt: 2 } }]);
    await second.calls[0]?.answer("yes");
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot yes"]);
  });
});

describe("a note that an answer failed", () => {
  it("pays, and asking again owes again", async () => {
    const [first, second] = [world.start({ onMessage: () => Promise.reject(new Error("no idea")) }), world.start()];
    const peer = await asked(first);
    const { seq } = await peer.next("entry");
    await world.clock.pass(leaseMs * 2);
    expect(await world.log.debts?.claim(10, 1)).toEqual([]);
    first.log.isCut = true;
    const other = await ada(second);
    for (const _ of [1, 2]) other.say({ type: "retry", seq });
    await settled();
    await settled();
    expect(second.calls.map(({ context }) => context.attempt)).toEqual([2]);
    second.log.isCut = true;
    const third = world.start();
    await world.clock.pass(leaseMs + 2_000);
    expect(third.calls.map(({ context }) => context.attempt)).toEqual([3]);
    await third.calls[0]?.answer("now I know");
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot no-reply", "bot now I know"]);
  });

  it("comes where somebody stops a handler that has said nothing", async () => {
    const first = world.start();
    const peer = await asked(first);
    const [, reply] = /(r-[\w-]+)/.exec(JSON.stringify(await owedNow(first))) ?? [];
    peer.say({ type: "stop", id: reply ?? "" });
    await settled();
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot no-reply"]);
    expect(await world.owed()).toEqual([]);
  });

  async function owedNow({ log }: Process): Promise<unknown> {
    const renew = vi.spyOn(log.debts, "renew");
    await world.clock.pass(4_000);
    return renew.mock.calls;
  }
});

describe("a stream whose process was cut off", () => {
  const beginning = (rest: Promise<string>): ChatOptions => ({
    async *onMessage() {
      yield "Once upon";
      yield await rest;
    },
  });

  it("ends with what was kept of it, and the rest is not said when the process is back", async () => {
    const rest = Promise.withResolvers<string>();
    const [first, second] = [world.start(beginning(rest.promise)), world.start()];
    const peer = await asked(first);
    await peer.next("delta");
    await world.clock.pass(1_000);
    first.log.isCut = true;
    await world.clock.pass(leaseMs + 2_000);
    first.log.mend();
    expect(await peer.next("entry")).toMatchObject({ text: "Once upon", status: "interrupted", re: 1 });
    await world.clock.pass(1_000);
    rest.resolve(" a time");
    await world.clock.pass(leaseMs);
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot Once upon interrupted"]);
    expect([second.calls, peer.closedWith]).toEqual([[], undefined]);
  });

  it("is over for those who read it where another took it unnoticed", async () => {
    const rest = Promise.withResolvers<string>();
    const first = world.start(beginning(rest.promise));
    const peer = await asked(first);
    await peer.next("delta");
    vi.spyOn(first.log.debts, "renew").mockResolvedValue(true);
    vi.spyOn(first.log.debts, "claim").mockResolvedValue([]);
    await world.clock.pass(leaseMs + 1);
    await world.log.debts?.claim(1, leaseMs);
    rest.resolve(" a time");
    expect(await peer.end()).toBe(4002);
    expect((await ada(first)).of("welcome")).toMatchObject([{ streams: [] }]);
    expect(await said(world.log)).toEqual(["visitor anybody?"]);
  });
});

describe("chat.close", () => {
  it("calls no handler any more for what is stored while it closes", async () => {
    const [first, second] = [world.start(), world.start()];
    const peer = await ada(first);
    peer.write("anybody?");
    await first.chat.close();
    expect(first.calls).toEqual([]);
    await world.clock.pass(1_000);
    expect(second.calls.map(({ context }) => context.attempt)).toEqual([2]);
  });

  it("leaves to the next what nobody has seen the beginning of", async () => {
    const [first, second] = [world.start(), world.start()];
    await asked(first);
    await first.chat.close();
    expect(first.calls[0]?.context.signal.aborted).toBe(true);
    expect(await said(world.log)).toEqual(["visitor anybody?"]);
    await world.clock.pass(1_000);
    expect(second.calls.map(({ context }) => context.attempt)).toEqual([2]);
  });

  it("keeps what was shown, and owes no more", async () => {
    const first = world.start({
      async *onMessage() {
        yield "Once upon";
        await new Promise(() => {});
      },
    });
    const peer = await asked(first);
    await peer.next("delta");
    await first.chat.close();
    expect(await said(world.log)).toEqual(["visitor anybody?", "bot Once upon interrupted"]);
    expect(await world.owed()).toEqual([]);
  });

  it("leaves no timer behind", async () => {
    const first = world.start();
    const peer = await asked(first);
    await world.clock.pass(1_500);
    await first.chat.close();
    peer.drop();
    expect(world.clock.timers).toBe(0);
  });
});

describe("a log without debts", () => {
  it("is told of none", async () => {
    const log = createMemoryLog();
    const append = vi.spyOn(log, "append");
    const chat = createChat({ log, clock: world.clock, onMessage: () => "hi" });
    const peer = new Peer(chat);
    await peer.hello();
    peer.write("hello");
    await peer.next("entry");
    expect(append.mock.calls.map(([, , options]) => options)).toEqual([undefined, undefined]);
    await chat.close();
    peer.drop();
    expect(world.clock.timers).toBe(0);
  });
});
