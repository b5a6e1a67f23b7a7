import { type Chat, type ChatOptions, createChat, type Watcher } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { Peer } from "../peer.test-support.ts";
import { settled } from "../test-clock.test-support.ts";

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

function chatWith(options: ChatOptions = {}): Chat {
  const chat = createChat({ onMessage: () => {}, ...options });
  chats.push(chat);
  return chat;
}

describe("chat.watch", () => {
  it("tells of what visitors say, of what is said from the outside, and of a room that is removed", async () => {
    const chat = chatWith();
    const told: unknown[] = [];
    await chat.watch(async (room) => {
      if (room !== undefined) told.push([room, (await chat.room(room).history()).at(-1)?.text]);
    });
    const peer = new Peer(chat);
    const { room } = await peer.hello({ name: "Ada" });
    peer.write("hi");
    await peer.next("ack");
    await chat.room("lobby").send("news");
    await settled();
    await chat.room("lobby").remove();
    await settled();
    expect(told).toEqual([
      [room, "hi"],
      ["lobby", "news"],
      ["lobby", undefined],
    ]);
  });

  it("lists the rooms of a chat that keeps them in memory, the one with the latest message first", async () => {
    const chat = chatWith();
    for (const room of ["b", "a", "b"]) await chat.room(room).send("x");
    expect((await chat.rooms()).map(({ room, newest }) => [room, newest.seq])).toEqual([
      ["b", 2],
      ["a", 1],
    ]);
  });

  it("ends with its signal, and with the chat", async () => {
    const chat = chatWith();
    const [one, other] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const end = new AbortController();
    await chat.watch(one, { signal: end.signal });
    await chat.watch(other);
    await chat.watch(one, { signal: AbortSignal.abort() });
    end.abort();
    await chat.room("lobby").send("x");
    expect([one.mock.calls, other.mock.calls]).toEqual([[], [["lobby"]]]);
    await chat.close();
    await chat.watch(one);
    expect(one).not.toHaveBeenCalled();
  });

  it("leaves the log where it ends before the log has begun", async () => {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const [leave, listener] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const watch = vi.fn<(watcher: Watcher) => typeof promise>(() => promise);
    const chat = chatWith({ log: { ...plain(), watch } });
    const end = new AbortController();
    const watching = chat.watch(listener, { signal: end.signal });
    end.abort();
    watch.mock.lastCall?.[0]("lobby");
    expect([leave.mock.calls, listener.mock.calls]).toEqual([[], []]);
    resolve(leave);
    await watching;
    expect(leave).toHaveBeenCalledOnce();
  });

  it.each([
    ["throws", () => void JSON.parse("{")],
    ["rejects", async () => void JSON.parse("{")],
  ])("tells onError of a listener that %s, and goes on", async (_, listener) => {
    const onError = vi.fn<() => void>();
    const chat = chatWith({ onError });
    await chat.watch(listener);
    await chat.room("lobby").send("x");
    await chat.room("lobby").send("y");
    await settled();
    expect(onError.mock.calls).toEqual(Array.from({ length: 2 }, () => [expect.any(SyntaxError), { room: "lobby" }]));
  });

  it("rejects where the log cannot", async () => {
    const chat = chatWith({ log: new FaultyLog() });
    await expect(chat.watch(() => {})).rejects.toThrow(TypeError);
  });
});

/** A log's own methods, without what its class has beside them. */
function plain(): NonNullable<ChatOptions["log"]> {
  const log = createMemoryLog();
  return {
    append: (...call) => log.append(...call),
    read: (...call) => log.read(...call),
    subscribe: (...call) => log.subscribe(...call),
    signal: (...call) => log.signal(...call),
    close: () => log.close(),
  };
}
