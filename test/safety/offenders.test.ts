import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { limits } from "@ws-chat/protocol";
import { type Chat, createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { Peer } from "./peer.ts";

let server: Server;
let chat: Chat;
let url: string;

async function serve(options: Parameters<typeof createChat>[0] = {}): Promise<void> {
  chat = createChat(options);
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  attachChat(server, chat);
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/websocket`;
}

afterEach(async () => {
  await chat.close();
  server.close().closeAllConnections();
});

describe("an offender gets a code and a reason, and the others notice nothing:", () => {
  beforeEach(() => serve());

  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  const message = { type: "send", n: 1, id: "a", text: "hi" };

  it.each<[string, number, string, (offender: Peer) => void]>([
    ["a frame above the cap", 1009, "frame above the hard cap", (peer) => peer.send("a".repeat(limits.frameBytes + 1))],
    [
      "text that is not UTF-8",
      1007,
      "text frame is not UTF-8",
      (peer) => peer.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false }),
    ],
    [
      "a binary frame",
      1003,
      "binary frame; this protocol is text",
      (peer) => peer.send(Buffer.from('{"type":"ping"}')),
    ],
    ["no JSON", 4400, "frame must be JSON", (peer) => peer.send("hello there")],
    ["JSON that is no object", 4400, "must be a JSON object", (peer) => peer.send("[]")],
    ["no type", 4400, "string `type`", (peer) => peer.send("{}")],
    ["a second hello", 4400, "a second hello", (peer) => peer.send({ type: "hello" })],
    ["a number out of turn", 4400, "send.n is 2, expected 1", (peer) => peer.send({ ...message, n: 2 })],
    [
      "a message id of other characters",
      4400,
      "send.id must be 1 to 64 characters",
      (peer) => peer.send({ ...message, id: "<a>" }),
    ],
  ])("%s: %d", async (_, code, reason, offend) => {
    const bystander = await Peer.welcomed(url);
    const offender = await Peer.welcomed(url);
    offend(offender);
    expect(await offender.ended).toEqual([code, expect.stringContaining(reason)]);
    await bystander.chats("still here");
    expect(bystander.heard.filter(({ type }) => !["welcome", "ack", "entry"].includes(type))).toEqual([]);
  });

  it.each<[string, string, (offender: Peer) => void]>([
    ["a wrong type", "send.text must be a string", (peer) => peer.send({ ...message, text: 1 })],
    ["deep JSON", "nested at most 16 deep", (peer) => peer.send({ ...message, data: deep(17) })],
    [
      "very deep JSON",
      "send.data must be nested at most 16 deep",
      (peer) =>
        peer.send(`{"type":"send","n":1,"id":"a","text":"hi","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
    ],
  ])("%s: nack, and the conversation goes on", async (_, reason, offend) => {
    const bystander = await Peer.welcomed(url);
    const offender = await Peer.welcomed(url);
    offend(offender);
    expect(await offender.hears("nack")).toMatchObject({
      n: 1,
      code: "invalid",
      message: expect.stringContaining(reason),
    });
    offender.send({ ...message, n: 2 });
    expect(await offender.hears("ack")).toMatchObject({ n: 2 });
    await bystander.chats("still here");
  });

  it("a frame that announces too much: 1009, before it has come", async () => {
    const bystander = await Peer.welcomed(url);
    const offender = await Peer.welcomed(url);
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4]);
    offender.write(header);
    expect(await offender.ended).toEqual([1009, "frame above the hard cap"]);
    await bystander.chats("still here");
  });

  it.each<[string, number, object]>([
    ["a message before hello", 4400, message],
    ["a hello with a wrong secret", 4400, { type: "hello", secret: "short" }],
    ["a hello with too long a name", 4400, { type: "hello", name: "a".repeat(limits.nameChars + 1) }],
    ["a hello with nested metadata", 4400, { type: "hello", metadata: { page: { path: "/" } } }],
  ])("%s: %d", async (_, code, frame) => {
    const bystander = await Peer.welcomed(url);
    const offender = await Peer.open(url);
    offender.send(frame);
    expect((await offender.ended)[0]).toBe(code);
    await bystander.chats("still here");
  });

  it("somebody else's private room: 4403", async () => {
    const owner = await Peer.welcomed(url);
    const { room } = await owner.hears("welcome");
    await owner.chats("my secret");
    const intruder = await Peer.open(`${url}?room=${encodeURIComponent(room)}`);
    intruder.send({ type: "hello" });
    expect((await intruder.ended)[0]).toBe(4403);
    expect(intruder.heard.map(({ type }) => type)).toEqual(["bye"]);
    await owner.chats("still mine");
  });

  it.each([
    ["with control characters", "a%0Ab"],
    ["that is too long", "a".repeat(limits.roomChars + 1)],
  ])("a room name %s: refused", async (_, room) => {
    const bystander = await Peer.welcomed(url);
    const offender = await Peer.open(`${url}?room=${room}`);
    offender.send({ type: "hello" });
    const [code, reason] = await offender.ended;
    expect(code).toBeGreaterThanOrEqual(4400);
    expect(reason).not.toBe("");
    await bystander.chats("still here");
  });

  it("somebody else's message id is a message of one's own, and overwrites nothing", async () => {
    const lobby = `${url}?room=lobby`;
    const first = await Peer.welcomed(lobby);
    first.send({ ...message, id: "same", text: "the first" });
    await first.hears("ack");
    const second = await Peer.welcomed(lobby);
    second.send({ ...message, id: "same", text: "the second" });
    expect((await second.hears("ack")).dup).toBeUndefined();
    expect(await first.hears("entry", ({ text }) => text === "the second")).toMatchObject({ id: "same" });
    second.send({ type: "history", before: 100, limit: 100 });
    const said = (await second.hears("history")).entries.filter(({ from }) => from.role === "visitor");
    expect(said.map(({ text }) => text)).toEqual(["the first", "the second"]);
  });

  it("a cursor ahead of the log, or of another log, is refused with the log's own", async () => {
    const secret = "s".repeat(22);
    const before = await Peer.welcomed(url, { secret });
    await before.chats("one");
    const { epoch } = await before.hears("welcome");
    for (const resume of [
      { epoch, seq: 1_000, id: "m1" },
      { epoch: "another", seq: 1, id: "m1" },
      { epoch, seq: 1, id: "not-that-one" },
    ]) {
      const ahead = await Peer.welcomed(url, { secret, resume });
      expect(await ahead.hears("welcome")).toMatchObject({ resumed: false, epoch, seq: 2 });
    }
  });

  it("`__proto__` keys reach nobody", async () => {
    const lobby = `${url}?room=lobby`;
    const reader = await Peer.welcomed(lobby);
    const writer = await Peer.welcomed(lobby);
    writer.send(
      '{"type":"send","n":1,"id":"a","text":"hi","__proto__":{"kind":"x"},"data":{"__proto__":{"polluted":1},"a":1}}',
    );
    const entry = await reader.hears("entry", ({ text }) => text === "hi");
    expect(JSON.stringify(entry)).not.toContain("__proto__");
    expect(entry.data).toEqual({ a: 1 });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("a server under many connections", () => {
  it("ends a thousand that never say hello with 4408, while another visitor chats on", async () => {
    await serve({ limits: { helloMs: 1_500, pendingHellos: 2_000 } });
    const visitor = await Peer.welcomed(url);
    const silent = await Promise.all(Array.from({ length: 1_000 }, () => Peer.open(url)));
    expect(chat.connections).toBe(1_001);
    await visitor.chats("in the crowd");
    const endings = await Promise.all(silent.map(({ ended }) => ended));
    expect(new Set(endings.map((ending) => ending.join(" ")))).toEqual(new Set(["4408 no hello in time"]));
    await visitor.chats("after the crowd");
    expect(chat.connections).toBe(1);
  });

  it("refuses one above the cap with 1013, and has room again when one leaves", async () => {
    await serve({ limits: { connections: 2 } });
    const first = await Peer.welcomed(url);
    const second = await Peer.welcomed(url);
    expect(await (await Peer.open(url)).ended).toEqual([1013, "server is full"]);
    await first.chats("unmoved");
    second.socket.close();
    await second.ended;
    await expect.poll(() => chat.connections).toBe(1);
    await (await Peer.welcomed(url)).chats("there was room");
  });

  it("refuses more than so many without hello with 1013, and welcomes again once they are gone", async () => {
    await serve({ limits: { pendingHellos: 3 } });
    const waiting = await Promise.all(Array.from({ length: 3 }, () => Peer.open(url)));
    expect((await (await Peer.open(url)).ended)[0]).toBe(1013);
    for (const peer of waiting) peer.send({ type: "hello" });
    await Promise.all(waiting.map((peer) => peer.hears("welcome")));
    await (await Peer.welcomed(url)).chats("my turn");
  });

  it("frees what it holds for a peer that vanishes without a goodbye", async () => {
    await serve();
    const peer = await Peer.welcomed(url);
    await peer.chats("hi");
    peer.socket.terminate();
    await expect.poll(() => chat.connections).toBe(0);
  });

  it("keeps a flood of messages from the others by refusing it, first kindly", async () => {
    await serve();
    const visitor = await Peer.welcomed(url);
    const flood = await Peer.welcomed(url);
    for (let n = 1; n <= 60; n += 1) flood.send({ type: "send", n, id: `m${n}`, text: "x" });
    expect(await flood.hears("nack")).toMatchObject({ code: "rate-limited", retryMs: expect.any(Number) });
    await visitor.chats("unmoved");
    while (flood.socket.readyState === WebSocket.OPEN) {
      for (let i = 0; i < 100; i += 1) flood.send({ type: "typing", on: true });
      await new Promise(setImmediate);
    }
    expect(await flood.ended).toEqual([4429, "too many messages or requests"]);
    await visitor.chats("still here");
  });
});
