import { closeMeanings, limits, pingText, pongText } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Peer } from "./peer.test-support.ts";
import { settled, TestClock } from "./test-clock.test-support.ts";

const text = (frame: object): string => JSON.stringify(frame);
const send = (more: object): string => text({ type: "send", n: 1, id: "m1", text: "hi", ...more });
const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

let clock: TestClock;
let onError: ReturnType<typeof vi.fn<() => void>>;
let chat: Chat;
let witness: Peer;

async function open(options: ChatOptions = {}): Promise<void> {
  clock = new TestClock();
  onError = vi.fn<() => void>();
  chat = createChat({ onMessage: () => {}, clock, onError, ...options });
  witness = await joined();
}

async function joined(): Promise<Peer> {
  const peer = new Peer(chat, { url: "/?room=lobby" });
  await peer.hello();
  return peer;
}

/** Whoever else is in the room talks on and has heard of nothing but itself. */
async function noticesNothing(): Promise<void> {
  const before = witness.frames.length;
  witness.write("still here");
  expect(await witness.next("ack")).toMatchObject({ seq: 1 });
  expect(witness.frames).toHaveLength(before + 1);
  expect(witness.of("entry")).toEqual([]);
  expect(onError).not.toHaveBeenCalled();
}

beforeEach(() => open());
afterEach(() => chat.close());

describe("a bad frame after welcome", () => {
  it.each<[string, unknown, number, RegExp]>([
    ["oversized", "x".repeat(limits.frameBytes + 1), 1009, /above the hard cap/],
    ["oversized in bytes alone", text({ type: "x", x: "é".repeat(limits.frameBytes / 2) }), 1009, /above the hard cap/],
    ["binary", new Uint8Array([1, 2]), 1003, /binary/],
    ["an ArrayBuffer", new ArrayBuffer(2), 1003, /binary/],
    ["empty", "", 4400, /frame must be JSON/],
    ["not JSON", '{"type":"send"', 4400, /frame must be JSON/],
    ["no object", '["send"]', 4400, /must be a JSON object/],
    ["null", "null", 4400, /must be a JSON object/],
    ["without a type", '{"n":1}', 4400, /string `type`/],
    ["with a type that is none", '{"type":["send"]}', 4400, /string `type`/],
    ["a second hello", text({ type: "hello" }), 4400, /second hello/],
    ["a send without number", send({ n: undefined }), 4400, /send\.n/],
    ["a send with a wrong number", send({ n: 2 }), 4400, /send\.n is 2, expected 1/],
    ["a send with a number in quotes", send({ n: "1" }), 4400, /send\.n/],
    ["a send with half a number", send({ n: 1.5 }), 4400, /send\.n/],
    ["a send whose id is a path", send({ id: "../x" }), 4400, /send\.id/],
    ["a send whose id is endless", send({ id: "x".repeat(65) }), 4400, /send\.id/],
    ["a history before nothing", text({ type: "history", before: 0, limit: 1 }), 4400, /history\.before/],
    ["typing that is neither on nor off", text({ type: "typing", on: 1 }), 4400, /typing\.on/],
  ])("%s ends that connection with code and reason, and no other", async (_, data, code, reason) => {
    const offender = await joined();
    offender.connection.receive(data);
    expect(await offender.end()).toBe(code);
    expect(offender.closedWith?.reason).toMatch(reason);
    expect(new TextEncoder().encode(offender.closedWith?.reason).length).toBeLessThanOrEqual(limits.closeReasonBytes);
    expect(offender.frames.at(-1)).toMatchObject({ type: "bye", code });
    const { length } = offender.texts;
    offender.connection.receive(send({}));
    offender.connection.receive(pingText);
    await settled();
    expect(offender.texts).toHaveLength(length);
    await noticesNothing();
  });

  it.each<[string, string, RegExp]>([
    ["a send with an object for text", send({ text: { toString: "x" } }), /send\.text/],
    ["a send with null for text", send({ text: null }), /send\.text/],
    ["deep JSON in data", `{"type":"send","n":1,"id":"m1","text":"","data":${nested(limits.depth + 1)}}`, /16 deep/],
    ["very deep JSON in data", `{"type":"send","n":1,"id":"m1","text":"","data":${nested(100_000)}}`, /16 deep/],
    ["fat data", send({ data: "x".repeat(limits.dataBytes) }), /send\.data/],
    [
      "an attachment that runs code",
      send({ attachments: [{ url: "javascript:x", name: "x", type: "x", size: 1 }] }),
      /url/,
    ],
  ])("%s is refused with a reason, and the next message goes on", async (_, data, reason) => {
    const offender = await joined();
    offender.connection.receive(data);
    expect(await offender.next("nack")).toEqual({
      type: "nack",
      n: 1,
      id: "m1",
      code: "invalid",
      message: expect.stringMatching(reason),
    });
    offender.connection.receive(send({ n: 2, id: "m2" }));
    expect(await offender.next("ack")).toMatchObject({ n: 2, seq: 1 });
    expect(offender.closedWith).toBeUndefined();
  });

  it.each<[string, string]>([
    ["of an unknown type", text({ type: "dance" })],
    ["of a type that every object has", text({ type: "__proto__" })],
    ["of another such type", text({ type: "constructor" })],
    ["with deep JSON where nobody looks", `{"type":"typing","on":false,"x":${nested(100_000)}}`],
    ["from the past", text({ type: "read", seq: 0 })],
    ["that stops nothing", text({ type: "stop", id: "nothing" })],
    ["that asks for a stream long gone", text({ type: "snapshot", id: "nothing" })],
  ])("%s is ignored", async (_, data) => {
    const peer = await joined();
    peer.connection.receive(data);
    peer.connection.receive(pingText);
    await settled();
    expect(peer.closedWith).toBeUndefined();
    expect(peer.texts.at(-1)).toBe(pongText);
  });

  it("with __proto__ keys changes nobody's prototype and stores none of it", async () => {
    const peer = await joined();
    const polluted = '"__proto__":{"polluted":true,"role":"operator"},"constructor":{"prototype":{"polluted":true}}';
    peer.connection.receive(`{"type":"send","n":1,"id":"m1","text":"hi",${polluted},"data":{"x":{${polluted}}}}`);
    const { seq } = await peer.next("ack");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const [message] = await chat.room("lobby").history();
    expect(message).toMatchObject({ seq, from: { role: "visitor" } });
    expect(Object.hasOwn(message ?? {}, "__proto__")).toBe(false);
    expect(JSON.stringify(message)).not.toContain("__proto__");
    expect(JSON.stringify(message?.data)).toBe('{"x":{"constructor":{"prototype":{"polluted":true}}}}');
  });

  it("with a lone surrogate is stored as text that every reader can read", async () => {
    const peer = await joined();
    peer.connection.receive('{"type":"send","n":1,"id":"m1","text":"a\\ud800b"}');
    expect((await witness.next("entry")).text).toBe("a\ufffdb");
  });

  it("that asks for a failed answer where there is none is told so", async () => {
    const peer = await joined();
    peer.write("hi");
    for (const seq of [1, 2, 99]) {
      peer.say({ type: "retry", seq });
      expect(await peer.next("nack")).toEqual({ type: "nack", code: "invalid", message: expect.any(String) });
    }
  });
});

describe("before welcome", () => {
  it.each<[string, unknown, number]>([
    ["a send", send({}), 4400],
    ["typing", text({ type: "typing", on: true }), 4400],
    ["history", text({ type: "history", before: 1, limit: 1 }), 4400],
    ["a secret that is guessable", text({ type: "hello", secret: "1234" }), 4400],
    ["a name of control characters", text({ type: "hello", name: "a\u0007b" }), 4400],
    ["a name that is too long", text({ type: "hello", name: "x".repeat(65) }), 4400],
    ["metadata with depth", text({ type: "hello", metadata: { a: { b: 1 } } }), 4400],
    ["metadata that is fat", text({ type: "hello", metadata: { a: "x".repeat(limits.metadataBytes) } }), 4400],
    ["a cursor without id", text({ type: "hello", resume: { epoch: "x", seq: 1 } }), 4400],
    ["an oversized hello", text({ type: "hello", token: "x".repeat(limits.frameBytes) }), 1009],
    ["binary", new Uint8Array(3), 1003],
  ])("%s ends the connection", async (_, data, code) => {
    const peer = new Peer(chat, { url: "/?room=lobby" });
    peer.connection.receive(data);
    expect(await peer.end()).toBe(code);
    expect(peer.of("welcome")).toEqual([]);
    await noticesNothing();
  });

  it("a second hello ends the connection even while the first is looked at", async () => {
    const peer = new Peer(chat);
    peer.say({ type: "hello" });
    peer.say({ type: "hello" });
    expect(await peer.end()).toBe(4400);
    await settled();
    expect(peer.of("welcome")).toEqual([]);
  });

  it("a ping is answered, and nothing else is said", async () => {
    const peer = new Peer(chat);
    peer.connection.receive(pingText);
    peer.connection.receive('{ "type": "ping" }');
    await settled();
    expect(peer.texts).toEqual([pongText, pongText]);
  });

  it("silence ends the connection after five seconds", async () => {
    const [mute, pinging] = [new Peer(chat), new Peer(chat)];
    await clock.pass(3_000);
    pinging.connection.receive(pingText);
    await clock.pass(1_000);
    expect(mute.closedWith).toBeUndefined();
    await clock.pass(2_000);
    for (const peer of [mute, pinging]) {
      expect(peer.closedWith).toEqual({ code: 4408, reason: closeMeanings.helloTimeout });
      expect(peer.of("bye")).toMatchObject([{ code: 4408 }]);
    }
    await noticesNothing();
  });

  it("a hello that lay unread while the server was busy is still in time, and silence is not", async () => {
    const [late, mute] = [new Peer(chat), new Peer(chat)];
    clock.stall(limits.helloMs + 3_000);
    await clock.pass(0);
    expect([late.closedWith, mute.closedWith]).toEqual([undefined, undefined]);
    await late.hello();
    await clock.pass(1_000);
    expect([late.closedWith?.code, mute.closedWith?.code]).toEqual([undefined, 4408]);
  });

  it("a ping that lay unread while the server was busy proves life", async () => {
    const mute = await joined();
    clock.stall(limits.idleMs + 3_000);
    await clock.pass(0);
    witness.connection.receive(pingText);
    await clock.pass(1_000);
    expect([witness.closedWith?.code, mute.closedWith?.code]).toEqual([undefined, 1001]);
  });

  it("10,000 connections that say nothing yet are what comes back after a restart, and keep nobody out for longer than their five seconds", async () => {
    const mutes = Array.from({ length: 10_000 }, () => new Peer(chat));
    const late = new Peer(chat);
    expect(late.closedWith).toEqual({ code: 1013, reason: closeMeanings.tryAgainLater });
    expect(late.frames).toEqual([{ type: "bye", code: 1013, retryMs: 5_000 }]);
    expect(chat.connections).toBe(10_001);
    await noticesNothing();
    await clock.pass(6_000);
    expect(new Set(mutes.map(({ closedWith }) => closedWith?.code))).toEqual(new Set([4408]));
    for (const mute of mutes) mute.connection.closed();
    expect((await joined()).closedWith).toBeUndefined();
  });

  it("a peer that does not finish its close is dropped", async () => {
    const peer = new Peer(chat);
    await clock.pass(6_000);
    expect([peer.closedWith?.code, peer.terminated, chat.connections]).toEqual([4408, false, 2]);
    await clock.pass(11_000);
    expect([peer.terminated, chat.connections]).toEqual([true, 1]);
  });
});

describe("too many connections", () => {
  it("are refused with 1013 before anything is made of them, until there is room", async () => {
    await open({ limits: { connections: 2 } });
    const second = await joined();
    const third = new Peer(chat);
    expect(third.closedWith?.code).toBe(1013);
    third.connection.receive(text({ type: "hello" }));
    third.connection.closed();
    expect(chat.connections).toBe(2);
    second.drop();
    await joined();
    expect(chat.connections).toBe(2);
  });
});

describe("a silent connection", () => {
  it("is ended after the idle time, and no other", async () => {
    const silent = await joined();
    for (let at = 0; at < 16; at += 1) {
      await clock.pass(10_000);
      witness.connection.receive(pingText);
    }
    expect(silent.closedWith?.code).toBe(1001);
    expect(witness.closedWith).toBeUndefined();
    for (let at = 0; at < 16; at += 1) {
      await clock.pass(10_000);
      witness.connection.heard();
    }
    expect(witness.closedWith).toBeUndefined();
  });
});

describe("too many frames", () => {
  it("of one connection are refused with the time to wait, then dropped, then banned", async () => {
    const offender = await joined();
    for (let at = 0; at < 39; at += 1) offender.say({ type: "typing", on: true });
    offender.say({ type: "history", before: 1, limit: 1 });
    expect(await offender.next("nack")).toEqual({
      type: "nack",
      code: "rate-limited",
      message: expect.any(String),
      retryMs: 2_000,
    });
    offender.say({ type: "retry", seq: 1 });
    offender.say({ type: "snapshot", id: "x" });
    expect(offender.of("nack")).toHaveLength(3);
    const before = offender.texts.length;
    for (const frame of [
      { type: "typing", on: true },
      { type: "read", seq: 1 },
      { type: "stop", id: "x" },
    ] as const)
      offender.say(frame);
    offender.connection.receive(pingText);
    expect(offender.texts.slice(before)).toEqual([pongText]);
    for (let at = 0; at < 400; at += 1) offender.say({ type: "typing", on: true });
    expect(offender.closedWith).toEqual({ code: 4429, reason: closeMeanings.banned });
  });
});
