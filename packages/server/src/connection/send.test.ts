import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

const secret = "AbCdEfGhIjKlMnOpQrStUv";
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

function chatWith(options: ChatOptions = {}): Chat {
  const chat = createChat({ onMessage: () => {}, ...options });
  chats.push(chat);
  return chat;
}

async function joined(chat: Chat, room = "lobby", hello: { secret?: string } = {}): Promise<Peer> {
  const peer = new Peer(chat, { url: `/?room=${room}` });
  await peer.hello(hello);
  return peer;
}

const order = (peer: Peer): string[] =>
  peer.frames.flatMap((frame) => {
    if (frame.type === "ack") return [`ack ${frame.n} at ${frame.seq}${frame.dup ? " dup" : ""}`];
    if (frame.type === "nack") return [`nack ${frame.n} ${frame.code}`];
    return frame.type === "entry" ? [`entry ${frame.seq}`] : [];
  });

describe("send", () => {
  it("is acknowledged to its connection and delivered to all others, in one order", async () => {
    const chat = chatWith();
    const [ada, adasOtherTab, ben] = [
      await joined(chat, "lobby", { secret }),
      await joined(chat, "lobby", { secret }),
      await joined(chat),
    ];
    ada.write("one");
    ben.write("two");
    ada.write("three");
    await ben.until(() => order(ben).length === 3);
    expect(order(ada)).toEqual(["ack 1 at 1", "entry 2", "ack 2 at 3"]);
    expect(order(ben)).toEqual(["entry 1", "ack 1 at 2", "entry 3"]);
    expect(order(adasOtherTab)).toEqual(["entry 1", "entry 2", "entry 3"]);
    expect(adasOtherTab.of("entry")[0]).toMatchObject({ id: "m1", text: "one", kind: "message" });
  });

  it("carries all that a message says", async () => {
    const chat = chatWith();
    const [ada, ben] = [await joined(chat), await joined(chat)];
    const content = {
      text: "look",
      format: "markdown",
      attachments: [{ url: "/a.png", name: "a.png", type: "image/png", size: 1 }],
      data: { a: [1] },
    } as const;
    ada.say({ type: "send", n: 1, id: "m1", ...content });
    expect(await ben.next("entry")).toMatchObject(content);
  });

  it("is not acknowledged before the log has it", async () => {
    const log = new FaultyLog();
    const peer = await joined(chatWith({ log }));
    log.hold();
    peer.write("hi");
    await settled();
    expect(order(peer)).toEqual([]);
    log.release();
    expect(await peer.next("ack")).toMatchObject({ n: 1, seq: 1 });
  });

  it("is acknowledged even where the log's delivery got lost", async () => {
    const log = new FaultyLog();
    const peer = await joined(chatWith({ log }));
    log.isSilent = true;
    peer.write("hi");
    expect(await peer.next("ack")).toMatchObject({ n: 1, seq: 1 });
  });

  it.each<[string, object, string]>([
    ["without text", { text: "" }, "empty"],
    ["of white space", { text: " \n\t " }, "empty"],
    ["with quick replies alone", { text: "", quickReplies: [{ text: "Yes" }] }, "empty"],
    ["too long", { text: "x".repeat(101) }, "too-long"],
    ["too long in bytes", { text: "ü".repeat(51) }, "too-long"],
  ])("%s is refused for good, and the next one goes on", async (_, content, code) => {
    const peer = await joined(chatWith({ limits: { textBytes: 100 } }));
    peer.say({ type: "send", n: 1, id: "m1", text: "", ...content });
    peer.say({ type: "send", n: 2, id: "m2", text: "ü".repeat(50) });
    await peer.next("ack");
    expect(order(peer)).toEqual([`nack 1 ${code}`, "ack 2 at 1"]);
    expect(peer.of("nack")[0]).toMatchObject({ id: "m1", message: expect.any(String) });
    expect(peer.of("nack")[0]).not.toHaveProperty("retryMs");
  });

  it.each([1, 32_768])("takes a text of %d bytes", async (bytes) => {
    const chat = chatWith();
    const [ada, ben] = [await joined(chat), await joined(chat)];
    ada.write("x".repeat(bytes));
    expect((await ben.next("entry")).text).toHaveLength(bytes);
  });
});

describe("a repeated send", () => {
  it("is stored once, acknowledged as dup, and answered once", async () => {
    const onMessage = vi.fn<() => void>();
    const chat = chatWith({ onMessage });
    const [peer, ben] = [await joined(chat), await joined(chat)];
    peer.write("hi", { id: "same" });
    peer.write("hi again", { id: "same" });
    peer.write("next");
    await ben.until(() => order(ben).length === 2);
    await settled();
    expect(order(peer).toSorted()).toEqual(["ack 1 at 1", "ack 2 at 1 dup", "ack 3 at 2"]);
    expect(onMessage).toHaveBeenCalledTimes(2);
  });

  it("from another tab at the same time gives each tab one answer", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log });
    const tabs = [await joined(chat, "lobby", { secret }), await joined(chat, "lobby", { secret })];
    log.hold();
    for (const tab of tabs) tab.write("hi", { id: "same" });
    await settled();
    log.release();
    await settled();
    for (const tab of tabs) expect(order(tab)).toEqual(["ack 1 at 1"]);
  });

  it("is acknowledged at once on a connection that is still behind, and its entry comes in its turn", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log });
    const first = await joined(chat, "lobby", { secret });
    for (const text of ["one", "two", "three"]) first.write(text);
    await settled();
    const { epoch } = first.of("welcome")[0] ?? { epoch: "" };
    const second = new Peer(chat, { url: "/?room=lobby" });
    second.bufferedBytes = 2_000_000;
    await second.hello({ secret, resume: { epoch, seq: 0, id: "" } });
    second.say({ type: "send", n: 1, id: "m2", text: "two", since: { epoch, seq: 0 } });
    await second.next("ack");
    second.bufferedBytes = 0;
    await second.until(() => order(second).length === 4);
    expect(order(second)).toEqual(["ack 1 at 2 dup", "entry 1", "entry 2", "entry 3"]);
  });

  it("with somebody else's id is a message of its own", async () => {
    const chat = chatWith();
    const [ada, eve] = [await joined(chat), await joined(chat)];
    ada.write("mine", { id: "same" });
    await eve.next("entry");
    eve.write("also mine", { id: "same" });
    expect(await eve.next("ack")).not.toHaveProperty("dup");
    expect(await ada.next("entry")).toMatchObject({ seq: 2, id: "same", text: "also mine" });
    expect((await chat.room("lobby").history()).map(({ text }) => text)).toEqual(["mine", "also mine"]);
  });

  it("under an id that somebody else uses at the same moment is acknowledged for itself alone", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log });
    const [ada, eve] = [await joined(chat), await joined(chat)];
    log.hold();
    eve.write("hers", { id: "same" });
    ada.write("mine", { id: "same" });
    log.release();
    await settled();
    expect([order(ada), order(eve)]).toEqual([
      ["entry 1", "ack 1 at 2"],
      ["ack 1 at 1", "entry 2"],
    ]);
  });

  it("that the log may have forgotten is refused as expired, for good", async () => {
    const chat = chatWith({ retention: { entries: 2 } });
    const peer = await joined(chat);
    const { epoch } = peer.of("welcome")[0] ?? { epoch: "" };
    for (const text of ["a", "b", "c", "d"]) await chat.room("lobby").send(text);
    peer.write("old", { since: { epoch, seq: 1 } });
    peer.write("older epoch", { since: { epoch: "another", seq: 1 } });
    await peer.next("nack");
    expect(order(peer).slice(4).toSorted()).toEqual(["ack 2 at 5", "nack 1 expired"]);
  });
});

describe("pipelined sends", () => {
  it("go back to the one that the log refused, and lose, repeat or reorder nothing", async () => {
    const log = new FaultyLog();
    const onError = vi.fn<() => void>();
    const chat = chatWith({ log, onError });
    const peer = await joined(chat);
    const send = (n: number) => peer.say({ type: "send", n, id: `id${n}`, text: `text ${n}` });
    log.hold();
    for (const n of [1, 2, 3, 4, 5]) send(n);
    log.release({ rejectFrom: 2 });
    await peer.next("nack");
    send(6);
    await settled();
    expect(order(peer)).toEqual(["ack 1 at 1", "ack 2 at 2", "nack 3 unavailable"]);
    expect(peer.of("nack")[0]).toMatchObject({ n: 3, id: "id3", retryMs: 1_000 });
    for (const n of [3, 4, 5, 6]) send(n);
    await settled();
    expect(order(peer).slice(3)).toEqual(["ack 3 at 3", "ack 4 at 4", "ack 5 at 5", "ack 6 at 6"]);
    expect(onError).toHaveBeenCalledTimes(3);
  });

  it("end with a log that throws in place of rejecting, and hold up no closing", async () => {
    const log = new FaultyLog();
    const onError = vi.fn<() => void>();
    const chat = chatWith({ log, onError });
    const peer = await joined(chat);
    log.append = () => {
      throw new Error("no disk");
    };
    peer.write("hi");
    expect(peer.closedWith).toMatchObject({ code: 1011 });
    expect(onError).toHaveBeenCalledWith(new Error("no disk"), {});
    await chat.close();
  });

  it("go on after an entry that was delivered although the log then said no", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log, onError() {} });
    const peer = await joined(chat);
    log.hold();
    peer.write("hi");
    log.release({ rejectFrom: 0, storeFirst: true });
    await settled();
    peer.write("next");
    await settled();
    expect(order(peer)).toEqual(["ack 1 at 1", "ack 2 at 2"]);
  });

  it("beyond the window wait for the log", async () => {
    const log = new FaultyLog();
    const peer = await joined(chatWith({ log }));
    log.hold();
    for (let n = 1; n <= 34; n += 1) peer.write(`text ${n}`);
    expect(log.waiting).toBe(32);
    expect(order(peer)).toEqual(["nack 33 rate-limited"]);
    log.release();
    await settled();
    peer.say({ type: "send", n: 33, id: "m33", text: "text 33" });
    expect(await peer.next("ack")).toMatchObject({ n: 1 });
    await peer.until(() => order(peer).includes("ack 33 at 33"));
  });

  it("of a client that comes back as it was told are no flood, however low the rate", async () => {
    const clock = new TestClock();
    const peer = await joined(chatWith({ clock, limits: { rate: { perSecond: 2, burst: 4 } } }));
    let settledSends = 0;
    while (settledSends < 100) {
      for (let n = settledSends + 1; n <= Math.min(100, settledSends + 32); n += 1)
        peer.say({ type: "send", n, id: `m${n}`, text: "x" });
      await settled();
      settledSends = peer.of("ack").length;
      await clock.pass(peer.of("nack").at(-1)?.retryMs ?? 0);
      expect(peer.closedWith).toBeUndefined();
    }
    expect(peer.of("ack").map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  it.each([
    ["goes on without coming back", (at: number) => at + 1],
    ["comes back at once with a full window", (at: number) => (at < 4 ? at + 1 : 4 + (at % 32))],
  ])("of a client that %s are a flood", async (_, n) => {
    const clock = new TestClock();
    const peer = await joined(chatWith({ clock, limits: { rate: { perSecond: 2, burst: 4 } } }));
    for (let at = 0; at < 110 && !peer.closedWith; at += 1)
      peer.say({ type: "send", n: n(at), id: `m${at}`, text: "x" });
    expect(peer.closedWith?.code).toBe(4429);
  });

  it("beyond the rate are refused once, ignored behind it, and taken in order when they come back", async () => {
    const clock = new TestClock();
    const peer = await joined(chatWith({ clock, limits: { rate: { perSecond: 10, burst: 6 } } }));
    const send = (n: number) => peer.say({ type: "send", n, id: `id${n}`, text: `text ${n}` });
    for (let n = 1; n <= 12; n += 1) send(n);
    await settled();
    expect(order(peer)).toEqual([...[1, 2, 3, 4, 5].map((n) => `ack ${n} at ${n}`), "nack 6 rate-limited"]);
    const { retryMs = 0 } = await peer.next("nack");
    expect(retryMs).toBe(300);
    await clock.pass(retryMs);
    for (const n of [6, 7, 8]) send(n);
    await settled();
    expect(peer.of("ack").map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
