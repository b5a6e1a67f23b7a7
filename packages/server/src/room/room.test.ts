import { closeMeanings, limits } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

const secret = "AbCdEfGhIjKlMnOpQrStUv";
const url = "/?room=lobby";
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const seqs = (peer: Peer): number[] => peer.of("entry").map(({ seq }) => seq);

let clock: TestClock;
let log: FaultyLog;
let chat: Chat;
let onError: ReturnType<typeof vi.fn<NonNullable<ChatOptions["onError"]>>>;

beforeEach(() => {
  clock = new TestClock();
  log = new FaultyLog({ entries: 1_000 });
  onError = vi.fn<NonNullable<ChatOptions["onError"]>>();
  chat = createChat({
    clock,
    log,
    onError,
    onMessage: () => {},
    limits: { bufferedBytes: 1_000, rate: { perSecond: 1e6, burst: 1e6 } },
  });
});
afterEach(() => chat.close());

async function joined(hello: Parameters<Peer["hello"]>[0] = {}): Promise<Peer> {
  const peer = new Peer(chat, { url });
  await peer.hello(hello);
  return peer;
}

async function say(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await chat.room("lobby").send(`text ${at}`);
}

describe("a room", () => {
  it("shows 10,000 messages of two visitors to both and to a third, in one order, once", async () => {
    await chat.close();
    chat = createChat({ onMessage: () => {}, limits: { rate: { perSecond: 1e6, burst: 1e6 } } });
    const [ada, ben, cleo] = [await joined(), await joined(), await joined()];
    for (let round = 0; round < 500; round += 1) {
      for (let at = 0; at < 10; at += 1) for (const peer of [ada, ben]) peer.write("x");
      await settled();
    }
    expect(seqs(cleo)).toEqual(range(1, 10_000));
    for (const peer of [ada, ben]) {
      expect([peer.of("ack").length, peer.of("entry").length]).toEqual([5_000, 5_000]);
      const all = peer.frames.flatMap((frame) => (frame.type === "ack" || frame.type === "entry" ? [frame.seq] : []));
      expect(all).toEqual(range(1, 10_000));
    }
  });

  it("sends an entry to everybody as one and the same string", async () => {
    const peers = [await joined(), await joined()];
    const stringify = vi.spyOn(JSON, "stringify");
    await say(1);
    const written = stringify.mock.calls.length;
    stringify.mockRestore();
    expect(written).toBe(1);
    expect(peers[0]?.texts.at(-1)).toBe(peers[1]?.texts.at(-1));
  });

  it("names each user once, however many tabs they have open", async () => {
    await joined({ secret, name: "Ada" });
    await joined({ secret, name: "Ada" });
    const ben = await joined({ name: "Ben" });
    expect(
      chat
        .room("lobby")
        .members()
        .map(({ name }) => name),
    ).toEqual(["Ada", "Ben"]);
    ben.drop();
    expect(chat.room("lobby").members()).toHaveLength(1);
    expect(chat.room("elsewhere").members()).toEqual([]);
  });

  it("passes typing on to others, and not to one's own other tab", async () => {
    const [ada, adasOtherTab, ben] = [await joined({ secret }), await joined({ secret }), await joined()];
    ada.say({ type: "typing", on: true });
    const author = ada.of("welcome")[0]?.user;
    expect(ben.of("typing")).toEqual([{ type: "typing", from: author, on: true }]);
    expect([...ada.of("typing"), ...adasOtherTab.of("typing")]).toEqual([]);
  });

  it("gives history in pages, newest first page", async () => {
    await say(250);
    const peer = await joined();
    const page = async (before: number, limit: number) => {
      peer.say({ type: "history", before, limit });
      const { entries, more, ...rest } = await peer.next("history");
      return { seqs: entries.map(({ seq }) => seq), more, ...rest };
    };
    expect(await page(251, 1_000)).toEqual({ type: "history", before: 251, seqs: range(151, 250), more: true });
    expect(await page(151, 100)).toMatchObject({ seqs: range(51, 150), more: true });
    expect(await page(51, 100)).toMatchObject({ seqs: range(1, 50), more: false });
    expect(await page(1, 100)).toMatchObject({ seqs: [], more: false });
    expect(await page(2 ** 53 - 1, 2)).toMatchObject({ seqs: [249, 250], more: true });
  });

  it("answers a history that the log does not give with a nack, and goes on", async () => {
    const peer = await joined();
    log.isUnreadable = true;
    peer.say({ type: "history", before: 1, limit: 1 });
    expect(await peer.next("nack")).toMatchObject({ code: "unavailable", retryMs: 1_000 });
    expect(onError).toHaveBeenCalledTimes(1);
    log.isUnreadable = false;
    await say(1);
    expect(seqs(peer)).toEqual([1]);
  });
});

describe("a slow connection", () => {
  it("is left alone while its buffer is full, catches up when it drains, and slows nobody else down", async () => {
    const [slow, fast] = [await joined(), await joined()];
    slow.bufferedBytes = 1_001;
    await say(300);
    expect(seqs(slow)).toEqual([1]);
    expect(seqs(fast)).toEqual(range(1, 300));
    slow.bufferedBytes = 500;
    await clock.pass(100);
    expect(seqs(slow)).toEqual(range(1, 300));
    await say(1);
    expect(seqs(slow).at(-1)).toBe(301);
  });

  it("gets its acks in their turn", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    await say(1);
    slow.write("mine");
    await say(1);
    expect(slow.of("ack")).toEqual([]);
    slow.bufferedBytes = 0;
    await clock.pass(100);
    const shown = slow.frames.flatMap((frame) =>
      frame.type === "ack" || frame.type === "entry" ? [`${frame.type} ${frame.seq}`] : [],
    );
    expect(shown).toEqual(["entry 1", "ack 2", "entry 3"]);
  });

  it("is closed with 4001 when it takes nothing for 30 s, and not while it takes a little", async () => {
    const [stuck, slow] = [await joined(), await joined()];
    stuck.bufferedBytes = 5_000;
    slow.bufferedBytes = 50_000;
    await say(3);
    for (let at = 0; at < 40; at += 1) {
      await clock.pass(1_000);
      slow.bufferedBytes -= 1_000;
    }
    expect(stuck.closedWith).toEqual({ code: 4001, reason: closeMeanings.slow });
    expect(stuck.of("bye")).toMatchObject([{ code: 4001 }]);
    expect(slow.closedWith).toBeUndefined();
    slow.bufferedBytes = 0;
    await clock.pass(1_000);
    expect(seqs(slow)).toEqual([1, 2, 3]);
  });

  it("is noticed also where nothing is said in its room", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    await clock.pass(32_000);
    expect(slow.closedWith?.code).toBe(4001);
  });

  it("that fell behind what the log keeps has to resume", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    await say(1_200);
    slow.bufferedBytes = 0;
    await clock.pass(100);
    expect(slow.closedWith?.code).toBe(4002);
  });

  it("that drains when the log is another one has to resume", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    await say(2);
    log.seenAs = (page) => ({ ...page, epoch: "another" });
    slow.bufferedBytes = 0;
    await clock.pass(100);
    expect(slow.closedWith?.code).toBe(4002);
  });

  it("stays while the log cannot be read, and catches up when it can", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    await say(3);
    log.isUnreadable = true;
    slow.bufferedBytes = 0;
    await clock.pass(2_500);
    expect([slow.closedWith, onError.mock.calls.length]).toEqual([undefined, 3]);
    log.isUnreadable = false;
    await clock.pass(1_000);
    expect(seqs(slow)).toEqual([1, 2, 3]);
  });

  it("is not polled any more once it has caught up or gone", async () => {
    const [slow, gone] = [await joined(), await joined()];
    for (const peer of [slow, gone]) peer.bufferedBytes = 1_001;
    await say(2);
    slow.bufferedBytes = 0;
    gone.drop();
    await clock.pass(200);
    slow.drop();
    await clock.pass(200);
    expect(clock.timers).toBe(0);
  });

  it("gets no history while its buffer is full", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    slow.say({ type: "history", before: 9, limit: 9 });
    expect(await slow.next("nack")).toMatchObject({ code: "rate-limited", retryMs: 1_000 });
    expect(slow.of("history")).toEqual([]);
  });

  it("gets no stream again while its buffer is full", async () => {
    const slow = await joined();
    log.signal("lobby", { type: "snapshot", id: "story", from: { id: "bot", role: "bot" }, i: 0, text: "Once" });
    slow.bufferedBytes = 1_001;
    slow.say({ type: "snapshot", id: "story" });
    expect(await slow.next("nack")).toMatchObject({ code: "rate-limited", retryMs: 1_000 });
    expect(slow.of("snapshot")).toHaveLength(1);
  });
});

describe("a log that delivers late", () => {
  it("delivers nothing twice to who has read it already", async () => {
    const peer = await joined();
    await say(2);
    const { epoch } = peer.of("welcome")[0] ?? { epoch: "" };
    log.isSilent = true;
    await log.append("lobby", { kind: "message", id: "three", from: { id: "bot", role: "bot" }, ts: 0, text: "three" });
    const ahead = await joined({ resume: { epoch, seq: 1, id: peer.of("entry")[0]?.id ?? "" } });
    await ahead.until(() => seqs(ahead).length === 2);
    expect([seqs(ahead), seqs(peer)]).toEqual([
      [2, 3],
      [1, 2],
    ]);
    log.isSilent = false;
    log.lose();
    await say(1);
    await settled();
    expect([seqs(ahead), seqs(peer)]).toEqual([
      [2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });
});

describe("a log that loses deliveries", () => {
  it("is read again at the next delivery, and nothing is missing", async () => {
    const peer = await joined();
    await chat.room("lobby").send("one");
    log.isSilent = true;
    await log.append("lobby", { kind: "message", id: "unheard", from: { id: "bot", role: "bot" }, ts: 0, text: "two" });
    log.isSilent = false;
    await chat.room("lobby").send("three");
    await peer.until(() => seqs(peer).length === 3);
    expect(peer.of("entry").map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  it("and says so is read again at once, page by page", async () => {
    const peer = await joined();
    log.isSilent = true;
    for (let at = 0; at < 350; at += 1) {
      await log.append("lobby", { kind: "message", id: `m${at}`, from: { id: "bot", role: "bot" }, ts: 0, text: "x" });
    }
    expect(seqs(peer)).toEqual([]);
    log.lose();
    await peer.until(() => seqs(peer).length === 350);
    expect(seqs(peer)).toEqual(range(1, 350));
  });

  it("is read on where two entries do not fit into one page", async () => {
    const peer = await joined();
    const text = "\u0001".repeat(limits.textBytes);
    await chat.room("lobby").send(text);
    log.isSilent = true;
    for (const id of ["a", "b"]) {
      await log.append("lobby", { kind: "message", id, from: { id: "bot", role: "bot" }, ts: 0, text });
    }
    const before = log.reads;
    log.seenAs = (page) => {
      if (log.reads - before > 20) throw new Error("read again and again");
      return page;
    };
    log.lose();
    await settled();
    expect(seqs(peer)).toEqual([1, 2, 3]);
  });

  it("while it cannot be read keeps everybody, and goes on when it can", async () => {
    const peer = await joined();
    log.isSilent = true;
    log.isUnreadable = true;
    await log.append("lobby", { kind: "message", id: "x", from: { id: "bot", role: "bot" }, ts: 0, text: "x" });
    log.lose();
    await clock.pass(3_500);
    expect(onError.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(peer.closedWith).toBeUndefined();
    log.isUnreadable = false;
    await clock.pass(1_000);
    expect(seqs(peer)).toEqual([1]);
  });

  it.each<[string, FaultyLog["seenAs"]]>([
    ["shorter, as after a restored backup", (page) => ({ ...page, newest: 1, entries: page.entries.slice(0, 1) })],
    ["of another epoch", (page) => ({ ...page, epoch: "another" })],
    [
      "with another entry at the same place",
      (page) => ({ ...page, entries: page.entries.map((entry) => ({ ...entry, id: "other" })) }),
    ],
    ["trimmed beyond the tail", (page) => ({ ...page, oldest: 5, newest: 9, entries: [] })],
  ])("and comes back %s has everybody resume", async (_, seenAs) => {
    const peers = [await joined(), await joined()];
    await say(3);
    log.seenAs = seenAs;
    log.lose();
    for (const peer of peers) expect(await peer.end()).toBe(4002);
    log.seenAs = (page) => page;
    expect(await new Peer(chat, { url }).hello()).toMatchObject({ seq: 3 });
    expect(onError).not.toHaveBeenCalled();
  });

  it("and comes back as it was keeps everybody", async () => {
    const peer = await joined();
    await say(3);
    log.lose();
    await settled();
    expect(peer.closedWith).toBeUndefined();
    await say(1);
    expect(seqs(peer)).toEqual([1, 2, 3, 4]);
  });
});

describe("room.remove", () => {
  it("empties the room and has its members start over", async () => {
    const peer = await joined();
    await say(2);
    const { epoch } = peer.of("welcome")[0] ?? { epoch: "" };
    await chat.room("lobby").remove();
    expect(await peer.end()).toBe(4002);
    const back = new Peer(chat, { url });
    const id = peer.of("entry")[1]?.id ?? "";
    const welcome = await back.hello({ resume: { epoch, seq: 2, id } });
    expect(welcome).toMatchObject({ seq: 0, id: "", resumed: false });
    expect(welcome.epoch).not.toBe(epoch);
  });
});
