import type { Message } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, type Context, createChat } from "@ws-chat/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "./faulty-log.test-support.ts";
import { Peer } from "./peer.test-support.ts";
import { settled, TestClock } from "./test-clock.test-support.ts";

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

function chatWith(options: ChatOptions): Chat {
  const chat = createChat({ onError() {}, ...options });
  chats.push(chat);
  return chat;
}

async function joined(chat: Chat, url = "/", hello: Parameters<Peer["hello"]>[0] = {}): Promise<Peer> {
  const peer = new Peer(chat, { url });
  await peer.hello(hello);
  return peer;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  return Promise.withResolvers<T>();
}

describe("onMessage", () => {
  it.each<[string, NonNullable<ChatOptions["onMessage"]>, object]>([
    ["text", () => "hello", { text: "hello" }],
    ["a promise of text", async () => "hello", { text: "hello" }],
    [
      "a message",
      () => ({ text: "pick", quickReplies: [{ text: "A" }] }),
      { text: "pick", quickReplies: [{ text: "A" }] },
    ],
    [
      "a promise of a message",
      async () => ({ text: "*hi*", format: "markdown" }),
      { text: "*hi*", format: "markdown" },
    ],
    ["data without text", () => ({ text: "", data: { map: 1 } }), { text: "", data: { map: 1 } }],
    ["half a character", () => "a\ud800", { text: "a\ufffd" }],
  ])("answers with %s, and names the question", async (_, onMessage, reply) => {
    const peer = await joined(chatWith({ onMessage }));
    peer.write("hi");
    expect(await peer.next("entry")).toMatchObject({
      ...reply,
      re: 1,
      seq: 2,
      kind: "message",
      from: { id: "bot", role: "bot" },
    });
  });

  it.each<[string, NonNullable<ChatOptions["onMessage"]>]>([
    ["nothing", () => {}],
    ["a promise of nothing", async () => {}],
    ["empty text", () => ""],
    ["a stream of nothing", async function* () {}],
  ])("may answer with %s, and nobody hears of it", async (_, onMessage) => {
    const chat = chatWith({ onMessage });
    const peer = await joined(chat);
    peer.write("hi");
    await settled();
    expect(peer.frames.map(({ type }) => type).filter((type) => type !== "typing")).toEqual(["welcome", "ack"]);
  });

  it("speaks as the author that was set", async () => {
    const author = { id: "ada", name: "Ada", role: "bot" };
    const peer = await joined(chatWith({ author, onMessage: () => "hi" }));
    peer.write("hi");
    expect((await peer.next("entry")).from).toEqual(author);
  });

  it("is told who asked, where, and what was said before", async () => {
    const seen = deferred<{ context: Context; history: readonly Message[]; message: Message }>();
    const chat = chatWith({
      onMessage: async (message, context) =>
        seen.resolve({ message, context, history: await context.history({ limit: 2 }) }),
    });
    for (const text of ["one", "two"]) await chat.room("lobby").send(text);
    const peer = await joined(chat, "/?room=lobby", { name: "Ada", metadata: { page: "/pricing" } });
    peer.write("three");
    const { message, context, history } = await seen.promise;
    expect(message).toMatchObject({ text: "three", seq: 3, from: { name: "Ada" } });
    expect(context).toMatchObject({
      attempt: 1,
      metadata: { page: "/pricing" },
      user: { name: "Ada", role: "visitor" },
    });
    expect(context.room.id).toBe("lobby");
    expect(context.signal.aborted).toBe(false);
    expect(history.map(({ text }) => text)).toEqual(["two", "three"]);
  });

  it("may say more than its answer, and take its tools out of the context", async () => {
    const chat = chatWith({
      async onMessage(_, { send, room }) {
        await send("one moment");
        await room.send("really", { from: { id: "guide", role: "bot" } });
        return "done";
      },
    });
    const peer = await joined(chat);
    peer.write("hi");
    await peer.until(() => peer.of("entry").length === 3);
    expect(peer.of("entry").map(({ text, from }) => [text, from.id])).toEqual([
      ["one moment", "bot"],
      ["really", "guide"],
      ["done", "bot"],
    ]);
  });

  it("runs for several questions at once, and starts one sender's in order", async () => {
    const started: string[] = [];
    const gates = new Map<string, ReturnType<typeof deferred<string>>>();
    const chat = chatWith({
      onMessage({ text }) {
        started.push(text);
        const gate = deferred<string>();
        gates.set(text, gate);
        return gate.promise;
      },
    });
    const peer = await joined(chat);
    for (const text of ["a", "b", "c"]) peer.write(text);
    await peer.until(() => peer.of("ack").length === 3);
    await settled();
    expect(started).toEqual(["a", "b", "c"]);
    for (const text of ["c", "a", "b"]) gates.get(text)?.resolve(`re ${text}`);
    await peer.until(() => peer.of("entry").length === 3);
    expect(peer.of("entry").map(({ text, re }) => [text, re])).toEqual([
      ["re c", 3],
      ["re a", 1],
      ["re b", 2],
    ]);
  });

  it("is not called for what the server itself says", async () => {
    const onMessage = vi.fn<() => void>();
    const chat = chatWith({ onMessage });
    await chat.room("lobby").send("hi");
    await settled();
    expect(onMessage).not.toHaveBeenCalled();
  });

  it("answers somebody who has gone meanwhile, in the log", async () => {
    const gate = deferred<string>();
    const chat = chatWith({ onMessage: () => gate.promise });
    const peer = await joined(chat, "/?room=lobby");
    peer.write("hi");
    await peer.next("ack");
    await settled();
    peer.drop();
    gate.resolve("late");
    await settled();
    expect((await chat.room("lobby").history()).map(({ text }) => text)).toEqual(["hi", "late"]);
  });

  it("says its answer when the log is back, once", async () => {
    const clock = new TestClock();
    const log = new FaultyLog();
    const peer = await joined(chatWith({ clock, log, onMessage: async () => "answer" }));
    peer.write("hi");
    log.hold();
    await settled();
    log.release({ rejectFrom: 0 });
    await settled();
    expect(peer.of("entry")).toEqual([]);
    await clock.pass(250);
    expect(peer.of("entry")).toMatchObject([{ text: "answer", seq: 2 }]);
  });
});

describe("a handler that fails", () => {
  it.each<[string, NonNullable<ChatOptions["onMessage"]>]>([
    [
      "throws",
      () => {
        throw new Error("model is down");
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("model is down");
      },
    ],
    [
      "throws before its first piece",
      () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("model is down")) }) }),
    ],
    ["answers with a number", () => 42 as never],
    [
      "answers with an attachment that no client can read",
      () => ({ text: "x", attachments: [{ url: "/x" }] }) as never,
    ],
    ["answers with too much text", () => "x".repeat(131_073)],
    [
      "streams numbers",
      async function* () {
        yield 42 as never;
      },
    ],
  ])("and %s leaves a visible note and tells onError", async (_, onMessage) => {
    const onError = vi.fn<NonNullable<ChatOptions["onError"]>>();
    const peer = await joined(chatWith({ onMessage, onError }), "/?room=lobby");
    peer.write("hi");
    expect(await peer.next("entry")).toMatchObject({ text: "", re: 1, status: "no-reply", from: { id: "bot" } });
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(Error), {
      room: "lobby",
      entry: expect.objectContaining({ text: "hi" }),
    });
  });

  it("is run again by retry, with the next attempt, until it answers", async () => {
    const attempts: number[] = [];
    const chat = chatWith({
      onMessage(message, { attempt }) {
        attempts.push(attempt);
        if (attempt < 3) throw new Error("model is down");
        return `at last: ${message.text}`;
      },
    });
    const peer = await joined(chat);
    peer.write("hi");
    const first = await peer.next("entry");
    peer.say({ type: "retry", seq: first.seq });
    const second = await peer.next("entry");
    expect(second).toMatchObject({ seq: 3, re: 1, status: "no-reply" });
    peer.say({ type: "retry", seq: second.seq });
    expect(await peer.next("entry")).toMatchObject({ seq: 4, re: 1, text: "at last: hi" });
    expect(attempts).toEqual([1, 2, 3]);
  });

  it("answers once, however often it is asked again", async () => {
    const gate = deferred<string>();
    const onMessage = vi.fn<NonNullable<ChatOptions["onMessage"]>>((_, { attempt }) => {
      if (attempt === 1) throw new Error("down");
      return gate.promise;
    });
    const peer = await joined(chatWith({ onMessage }));
    peer.write("hi");
    const { seq } = await peer.next("entry");
    for (let press = 0; press < 3; press += 1) peer.say({ type: "retry", seq });
    await settled();
    gate.resolve("up");
    await peer.next("entry");
    expect(onMessage).toHaveBeenCalledTimes(2);
    peer.say({ type: "retry", seq });
    expect(await peer.next("nack")).toMatchObject({ code: "invalid" });
    expect(peer.of("entry").map(({ text }) => text)).toEqual(["", "up"]);
    expect(onMessage).toHaveBeenCalledTimes(2);
  });

  it("is not run again for a note that a later one follows", async () => {
    const onMessage = vi.fn<NonNullable<ChatOptions["onMessage"]>>(() => {
      throw new Error("down");
    });
    const peer = await joined(chatWith({ onMessage }));
    peer.write("hi");
    const { seq } = await peer.next("entry");
    peer.say({ type: "retry", seq });
    await peer.next("entry");
    peer.say({ type: "retry", seq });
    expect(await peer.next("nack")).toMatchObject({ code: "invalid" });
    expect(onMessage).toHaveBeenCalledTimes(2);
  });

  it("is run again for the one who asked, and in a named room for nobody else", async () => {
    let isDown = true;
    const chat = chatWith({
      onMessage: () => {
        if (isDown) throw new Error("down");
        return "up";
      },
    });
    const [ada, eve] = [await joined(chat, "/?room=lobby"), await joined(chat, "/?room=lobby")];
    ada.write("hi");
    const { seq } = await ada.next("entry");
    isDown = false;
    eve.say({ type: "retry", seq });
    expect(await eve.next("nack")).toMatchObject({ code: "forbidden" });
    ada.say({ type: "retry", seq });
    expect(await eve.next("entry")).toMatchObject({ text: "up", re: 1 });
  });

  it("owes one answer, whoever of a private room asks for it again", async () => {
    const chat = chatWith({
      authorize: () => true,
      onMessage: (_, { attempt }) => {
        if (attempt === 1) throw new Error("down");
        return "up";
      },
    });
    const owner = new Peer(chat);
    const { room } = await owner.hello();
    const operator = await joined(chat, `/?room=${encodeURIComponent(room)}`);
    owner.write("hi");
    const { seq } = await owner.next("entry");
    for (const peer of [operator, owner, operator]) {
      peer.say({ type: "retry", seq });
      await settled();
    }
    expect(owner.of("entry").map(({ text }) => text)).toEqual(["", "up"]);
  });

  it("leaves no note in the history that a handler reads", async () => {
    const chat = chatWith({
      onMessage: () => {
        throw new Error("down");
      },
    });
    const peer = await joined(chat, "/?room=lobby");
    for (const text of ["a", "b", "c"]) peer.write(text);
    await peer.until(() => peer.of("entry").length === 3);
    expect((await chat.room("lobby").history({ limit: 2 })).map(({ text }) => text)).toEqual(["b", "c"]);
  });
});

describe("onJoin", () => {
  const secret = "AbCdEfGhIjKlMnOpQrStUv";

  it("greets once in each room, however often somebody comes back", async () => {
    const chat = chatWith({ onJoin: ({ user }) => `Welcome, ${user.name}` });
    const first = await joined(chat, "/", { secret, name: "Ada" });
    expect(await first.next("entry")).toMatchObject({ text: "Welcome, Ada", seq: 1, from: { id: "bot" } });
    expect(first.of("entry")[0]).not.toHaveProperty("re");
    await joined(chat, "/", { secret, name: "Ada" });
    const elsewhere = await joined(chat, "/?room=lobby", { secret, name: "Ada" });
    expect(await elsewhere.next("entry")).toMatchObject({ seq: 1 });
    await settled();
    expect(first.of("entry")).toHaveLength(1);
  });

  it("says a streamed greeting once it is whole, and opens no stream for one that was said before", async () => {
    const chat = chatWith({
      async *onJoin() {
        yield "Hello ";
        yield "you";
      },
    });
    const peer = await joined(chat, "/", { secret });
    expect(await peer.next("entry")).toMatchObject({ text: "Hello you", seq: 1 });
    const back = await joined(chat, "/", { secret });
    await settled();
    expect([...peer.of("snapshot"), ...back.of("snapshot")]).toEqual([]);
    expect((await chat.room(back.of("welcome")[0]?.room ?? "").history()).map(({ text }) => text)).toEqual([
      "Hello you",
    ]);
  });

  it("is not called for who resumes, and is for who cannot", async () => {
    const onJoin = vi.fn<() => void>();
    const chat = chatWith({ onJoin });
    const { epoch } = await new Peer(chat).hello({ secret });
    await new Peer(chat).hello({ secret, resume: { epoch, seq: 0, id: "" } });
    expect(onJoin).toHaveBeenCalledTimes(1);
    await new Peer(chat).hello({ secret, resume: { epoch: "gone", seq: 0, id: "" } });
    expect(onJoin).toHaveBeenCalledTimes(2);
  });

  it("that throws keeps nobody out", async () => {
    const onError = vi.fn<() => void>();
    const peer = await joined(
      chatWith({
        onError,
        onJoin: () => {
          throw new Error("x");
        },
      }),
    );
    peer.write("hi");
    await peer.next("ack");
    expect(onError).toHaveBeenCalledTimes(1);
    expect(await peer.next("entry")).toMatchObject({ text: "Server echoed: hi" });
  });
});
