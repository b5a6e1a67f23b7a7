import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "./faulty-log.test-support.ts";
import { Peer } from "./peer.test-support.ts";
import { settled, TestClock } from "./test-clock.test-support.ts";

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

function chatWith(options: ChatOptions = {}): Chat {
  const chat = createChat(options);
  chats.push(chat);
  return chat;
}

async function joined(chat: Chat, room = "lobby"): Promise<Peer> {
  const peer = new Peer(chat, { url: `/?room=${room}` });
  await peer.hello();
  return peer;
}

describe("createChat", () => {
  it("echoes where nobody says what else to do", async () => {
    const chat = chatWith();
    const peer = new Peer(chat);
    await peer.hello();
    peer.write("hi");
    expect(await peer.next("ack")).toMatchObject({ n: 1, id: "m1", seq: 1 });
    expect(await peer.next("entry")).toMatchObject({ seq: 2, text: "Server echoed: hi", re: 1, from: { id: "bot" } });
  });
});

describe("chat.room", () => {
  it("says something to everybody in the room, at any time, and keeps it", async () => {
    const chat = chatWith();
    const [here, elsewhere] = [await joined(chat), await joined(chat, "garden")];
    const message = await chat.room("lobby").send({ text: "*news*", format: "markdown" });
    expect(message).toMatchObject({ seq: 1, kind: "message", text: "*news*", format: "markdown", from: { id: "bot" } });
    expect(await here.next("entry")).toMatchObject(message);
    await settled();
    expect(elsewhere.of("entry")).toEqual([]);
    expect(await chat.room("lobby").history()).toEqual([message]);
  });

  it("says a thing once where it is given an id", async () => {
    const chat = chatWith();
    const room = chat.room("lobby");
    const from = { id: "cron", name: "Clock", role: "system" };
    const first = await room.send("noon", { id: "noon", from });
    expect(await room.send("noon again", { id: "noon", from })).toEqual(first);
    expect(first.from).toEqual(from);
  });

  it.each<[string, unknown, object, RegExp, ErrorConstructor]>([
    ["nothing", "", {}, /says nothing/, TypeError],
    ["white space", { text: " " }, {}, /says nothing/, TypeError],
    ["a number", 42, {}, /text must be a string; .* async iterable/, TypeError],
    ["a text that is none", { text: 42 }, {}, /text/, TypeError],
    [
      "an attachment without type",
      { text: "x", attachments: [{ url: "/x", name: "x", size: 1 }] },
      {},
      /attachments\[0\]\.type/,
      TypeError,
    ],
    ["data that is no JSON", { text: "x", data: 10n }, {}, /BigInt/, TypeError],
    ["an id that no client takes", "x", { id: "a b" }, /id must be 1 to 64 characters/, TypeError],
    ["an author without role", "x", { from: { id: "x" } }, /from\.role/, TypeError],
    ["more than a reply may be", "ü".repeat(65_537), {}, /longer than 131072 bytes/, RangeError],
  ])("refuses to say %s", async (_, draft, options, message, type) => {
    const chat = chatWith();
    const sent = chat.room("lobby").send(draft as string, options);
    await expect(sent).rejects.toThrow(type);
    await expect(sent).rejects.toThrow(message);
    expect(await chat.room("lobby").history()).toEqual([]);
  });

  it("rejects when the log does", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log });
    log.hold();
    const sent = chat.room("lobby").send("x");
    log.release({ rejectFrom: 0 });
    await expect(sent).rejects.toThrow("log went away");
  });

  it.each(["", "x".repeat(129), "a\nb", 42 as never])("is no room: %j", async (name) => {
    const chat = chatWith();
    expect(() => chat.room(name)).toThrow(/must be 1 to 128 characters/);
  });

  it.each([
    ["memory", createMemoryLog],
    ["SQLite", () => createSqliteLog({ file: ":memory:" })],
  ])("pages through history, in %s", async (_, createLog) => {
    const chat = chatWith({ log: await createLog() });
    const room = chat.room("lobby");
    for (let at = 1; at <= 250; at += 1) await room.send(`${at}`);
    const seqs = async (range?: object) => (await room.history(range)).map(({ seq }) => seq);
    expect((await seqs()).length).toBe(100);
    expect(await seqs({ before: 3 })).toEqual([1, 2]);
    expect(await seqs({ before: 200, limit: 3 })).toEqual([197, 198, 199]);
    expect((await seqs({ limit: 1_000 })).length).toBe(250);
    expect((await seqs({ limit: Number.POSITIVE_INFINITY })).length).toBe(250);
    expect(await seqs({ limit: 0 })).toEqual([]);
  });

  it.each([{ limit: 2.5 }, { limit: -1 }, { limit: Number.NaN }, { limit: "3" }, { before: Number.NaN }])(
    "has no history of %j",
    async (range) => {
      const history = chatWith()
        .room("lobby")
        .history(range as object);
      await expect(history).rejects.toThrow(TypeError);
      await expect(history).rejects.toThrow(/^history: (limit|before) \(.+\) must be a whole number/);
    },
  );

  it("shows the room's members its author typing", async () => {
    const chat = chatWith();
    const peer = await joined(chat);
    chat.room("lobby").typing(true);
    expect(await peer.next("typing")).toMatchObject({ from: { id: "bot" }, on: true });
  });
});

describe("chat.close", () => {
  it("says bye with 1012 to everybody, aborts handlers, and closes the log when all is stored", async () => {
    const log = new FaultyLog();
    const close = vi.spyOn(log, "close");
    let signal: AbortSignal | undefined;
    const chat = createChat({
      log,
      onMessage: (_, context) => {
        ({ signal } = context);
        return new Promise<never>(() => {});
      },
    });
    const peers = [await joined(chat), await joined(chat), new Peer(chat)];
    peers[0]?.write("answered by nobody");
    await settled();
    log.hold();
    peers[1]?.write("under way");
    const closing = chat.close();
    for (const peer of peers) {
      expect(peer.closedWith?.code).toBe(1012);
      expect(peer.of("bye")).toMatchObject([{ code: 1012 }]);
    }
    await settled();
    expect(signal?.aborted).toBe(true);
    expect(close).not.toHaveBeenCalled();
    log.release();
    await closing;
    expect(close).toHaveBeenCalledTimes(1);
  });

  it("refuses whoever comes later, and may be called again", async () => {
    const log = new FaultyLog();
    const close = vi.spyOn(log, "close");
    const chat = createChat({ log });
    await Promise.all([chat.close(), chat.close(), chat[Symbol.asyncDispose]()]);
    expect(close).toHaveBeenCalledTimes(1);
    const late = new Peer(chat);
    expect([late.closedWith?.code, chat.connections]).toEqual([1012, 0]);
    await expect(chat.room("lobby").send("x")).rejects.toThrow("closed");
  });

  it("waits for no log that is away", async () => {
    const clock = new TestClock();
    const log = new FaultyLog();
    const onError = vi.fn<() => void>();
    const chat = createChat({ clock, log, onError, onMessage: async () => "answer" });
    const peer = await joined(chat);
    peer.write("hi");
    log.hold();
    await settled();
    log.release({ rejectFrom: 0 });
    await settled();
    log.hold();
    const closing = chat.close();
    await settled();
    log.release({ rejectFrom: 0 });
    await closing;
    expect(onError).toHaveBeenCalled();
  });

  it("leaves no timer behind once the sockets have closed", async () => {
    const clock = new TestClock();
    const chat = createChat({ clock });
    const peers = [await joined(chat), new Peer(chat), new Peer(chat, { language: "text" })];
    await chat.close();
    for (const peer of peers) peer.connection.closed();
    expect([clock.timers, chat.connections]).toEqual([0, 0]);
  });
});
