import { type ChatOptions, createChat } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { FaultyLog } from "./faulty-log.test-support.ts";
import { Peer } from "./peer.test-support.ts";
import { settled, TestClock } from "./test-clock.test-support.ts";

/** Whoever says so is believed: the token is the id. */
function chatOfTrust(options: ChatOptions = {}) {
  return createChat({
    onMessage: () => {},
    authenticate: ({ token }) => (token ? { id: token } : undefined),
    ...options,
  });
}

async function as(chat: ReturnType<typeof chatOfTrust>, token: string, room?: string): Promise<Peer> {
  const peer = new Peer(chat, { url: room ? `/websocket?room=${room}` : "/websocket" });
  await peer.hello({ token });
  return peer;
}

describe("chat.user", () => {
  it("says something in that user's private room, on every device, and to nobody else", async () => {
    const chat = chatOfTrust();
    const [phone, desk, other] = [await as(chat, "ann"), await as(chat, "ann"), await as(chat, "bob")];
    await chat.user("u:ann").send("your parcel is here");
    for (const peer of [phone, desk]) expect(await peer.next("entry")).toMatchObject({ text: "your parcel is here" });
    await settled();
    expect(other.of("entry")).toEqual([]);
    await chat.close();
  });

  it("keeps what was said while they were away", async () => {
    const chat = chatOfTrust();
    await chat.user("u:ann").send("while you were out");
    const ann = await as(chat, "ann");
    ann.say({ type: "history", before: 2, limit: 10 });
    expect((await ann.next("history")).entries).toMatchObject([{ text: "while you were out" }]);
    await chat.close();
  });

  it("reaches a visitor by public id", async () => {
    const chat = createChat();
    const visitor = new Peer(chat);
    const { user } = await visitor.hello({ secret: "A".repeat(22) });
    await chat.user(user.id).send("hello there");
    expect(await visitor.next("entry")).toMatchObject({ text: "hello there" });
    await chat.close();
  });

  it.each([
    ["ann"],
    [""],
    ["u:"],
    ["~u:ann"],
    ["u:a\nb"],
    [`u:${"x".repeat(126)}`],
    [`u:${"😀".repeat(63)}`],
    ["u:\uD800"],
    [undefined],
  ])("throws a TypeError with the remedy for %j", (id) => {
    const chat = createChat();
    for (const wrong of [() => chat.user(id as string), () => chat.disconnect({ user: id as string })]) {
      expect(wrong).toThrow(TypeError);
      expect(wrong).toThrow(/^chat\.(user|disconnect): .* must be a public id: "u:" and the id that authenticate gave/);
    }
  });
});

describe("chat.disconnect", () => {
  it("ends all connections of a user with 4403 and a reason, and nobody else's", async () => {
    const chat = chatOfTrust();
    const [own, lobby, other] = [await as(chat, "ann"), await as(chat, "ann", "lobby"), await as(chat, "bob", "lobby")];
    expect(chat.disconnect({ user: "u:ann" })).toBe(2);
    for (const peer of [own, lobby]) {
      expect(peer.closedWith).toEqual({ code: 4403, reason: "room or origin not allowed: sent away by the server" });
      expect(peer.of("bye")).toEqual([{ type: "bye", code: 4403 }]);
    }
    expect(other.closedWith).toBeUndefined();
    expect(chat.disconnect({ user: "u:ann" })).toBe(0);
    await chat.close();
  });

  it("ends those in one room where one is named", async () => {
    const chat = chatOfTrust();
    const [own, lobby] = [await as(chat, "ann"), await as(chat, "ann", "lobby")];
    expect(chat.disconnect({ user: "u:ann", room: "lobby" })).toBe(1);
    expect([own.closedWith, lobby.closedWith?.code]).toEqual([undefined, 4403]);
    await chat.close();
  });

  it("ends a text client too", async () => {
    const asked = Promise.withResolvers<string>();
    const chat = createChat({ authorize: ({ user }) => (asked.resolve(user.id), true), onJoin: () => "hello" });
    const text = new Peer(chat, { language: "text" });
    await text.until(() => text.texts.length > 0);
    expect(chat.disconnect({ user: await asked.promise })).toBe(1);
    expect(text.closedWith?.code).toBe(4403);
    await chat.close();
  });

  it("reaches somebody who is on the way in", async () => {
    const log = new FaultyLog();
    const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const subscribe = log.subscribe.bind(log);
    log.subscribe = async (...args) => {
      asked.resolve();
      await opened.promise;
      return subscribe(...args);
    };
    const chat = chatOfTrust({ log });
    const peer = new Peer(chat);
    peer.say({ type: "hello", token: "ann" });
    await asked.promise;
    expect(chat.disconnect({ user: "u:ann" })).toBe(1);
    opened.resolve();
    await settled();
    expect([peer.closedWith?.code, peer.of("welcome")]).toEqual([4403, []]);
    await chat.close();
  });
});

describe("chat.disconnect where processes share a log", () => {
  it("ends the user's connections on all of them, and counts its own", async () => {
    const log = Object.assign(createMemoryLog(), { isShared: true });
    const [here, there] = [chatOfTrust({ log }), chatOfTrust({ log })];
    const near = await as(here, "ann");
    const [far, room, other] = [await as(there, "ann"), await as(there, "ann", "lobby"), await as(there, "bob")];
    expect(here.disconnect({ user: "u:ann", room: "lobby" })).toBe(0);
    expect([near.closedWith, far.closedWith, room.closedWith?.code]).toEqual([undefined, undefined, 4403]);
    expect(here.disconnect({ user: "u:ann" })).toBe(1);
    expect([near.closedWith?.code, far.closedWith?.code, other.closedWith]).toEqual([4403, 4403, undefined]);
    await Promise.all([here.close(), there.close()]);
  });

  it("goes on once a log can be followed that could not be at first, and tells of it once", async () => {
    const [clock, log] = [new TestClock(), Object.assign(createMemoryLog(), { isShared: true })];
    const subscribe = vi.spyOn(log, "subscribe").mockRejectedValue(new Error("away"));
    const errors: unknown[] = [];
    const there = chatOfTrust({ log, clock, onError: (error) => errors.push(error) });
    await clock.pass(5_000);
    subscribe.mockRestore();
    await clock.pass(1_000);
    const far = await as(there, "ann");
    log.signal("", { type: "disconnect", user: "u:ann" });
    expect(far.closedWith?.code).toBe(4403);
    expect(errors).toHaveLength(1);
    await there.close();
  });
});

describe("chat.rooms", () => {
  it("lists rooms page by page, the one with the latest entry first", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ws-chat-rooms-"));
    const clock = new TestClock();
    const log = await createSqliteLog({ file: join(folder, "chat.db"), now: () => clock.now() });
    const chat = createChat({ log, clock });
    for (const room of ["a", "b", "c", "a"]) {
      await clock.pass(1);
      await chat.room(room).send(`in ${room}`);
    }
    const first = await chat.rooms({ limit: 2 });
    expect(first).toMatchObject([
      { room: "a", newest: { seq: 2, text: "in a" } },
      { room: "c", newest: { text: "in c" } },
    ]);
    const last = first[1];
    expect(last && (await chat.rooms({ before: { ts: last.newest.ts, room: last.room } }))).toMatchObject([
      { room: "b" },
    ]);
    expect((await chat.rooms()).length).toBe(3);
    await expect(chat.rooms({ limit: 0 })).rejects.toThrow(TypeError);
    await chat.close();
    rmSync(folder, { recursive: true });
  });

  it("rejects with a TypeError where the log has no list", async () => {
    const chat = createChat({ log: new FaultyLog() });
    await expect(chat.rooms()).rejects.toThrow(TypeError);
    await expect(chat.rooms()).rejects.toThrow("cannot list rooms");
  });
});
