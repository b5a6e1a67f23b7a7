import type { Send, Welcome } from "@ws-chat/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { type ChatClient, ChatError, type ClientOptions, createClient } from "./index.ts";
import { createClientIn } from "./client.ts";
import { runtime } from "./runtime.ts";
import { bot, entry, keepLog, reaches, ScriptedServer, shown, until, visitor, welcome } from "./server.test-support.ts";
import { FakeRuntime } from "./runtime.test-support.ts";
import { memoryStorage } from "./storage.test-support.ts";

const chats: ChatClient[] = [];
const welcomeBack = (seq: number): Welcome => welcome({ seq, id: `i${seq}`, resumed: true });
const fast = { baseMs: 5, capMs: 50 };

function chatWith({ url }: { readonly url: string }, more: Partial<ClientOptions> = {}): ChatClient {
  const chat = createClient({ url, backoff: fast, ...more });
  chats.push(chat);
  return chat;
}

afterEach(() => {
  for (const chat of chats.splice(0)) chat.disconnect();
});

describe("createClient, coming back", () => {
  it("resumes from its cursor and shows what came in the meantime once", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const messages: string[] = [];
    chat.on("message", ({ message }) => messages.push(message.text));
    chat.connect();
    const first = await server.peer();
    expect(await first.welcome()).not.toHaveProperty("resume");
    first.say(entry(1));
    await until(chat, ({ items }) => items.length === 1);
    first.socket.terminate();
    const second = await server.peer();
    expect(await second.hello()).toMatchObject({ resume: { epoch: "e", seq: 1, id: "i1" } });
    second.say(welcomeBack(1));
    second.say(entry(2));
    expect(shown(await until(chat, ({ items }) => items.length === 2))).toEqual(["t1", "t2"]);
    expect(messages).toEqual(["t1", "t2"]);
  });

  it("reconnects where an entry is missing", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const first = await server.peer();
    await first.welcome();
    first.say(entry(1));
    first.say(entry(3));
    const second = await server.peer();
    expect(await second.hello()).toMatchObject({ resume: { seq: 1 } });
    expect(shown(chat.getSnapshot())).toEqual(["t1"]);
  });

  it("delivers three queued messages in order after the server was killed and came back", async () => {
    const log: Send[] = [];
    const killed = await ScriptedServer.start();
    const chat = chatWith(killed);
    const zero = chat.send("zero");
    void keepLog(await killed.peer(), log);
    await zero;
    const { port } = killed;
    await killed.kill();
    await reaches(chat, "waiting");
    const sends = ["one", "two", "three"].map((text) => chat.send(text));
    expect(chat.getSnapshot().pending).toBe(3);
    await using server = await ScriptedServer.start({ port });
    void keepLog(await server.peer(), log);
    expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(log.map(({ text }) => text)).toEqual(["zero", "one", "two", "three"]);
    expect(shown(chat.getSnapshot())).toEqual(["zero sent", "one sent", "two sent", "three sent"]);
  });

  it("settles a message whose acknowledgement was lost, without a second copy", async () => {
    const log: Send[] = [];
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const sent = chat.send("once");
    const first = await server.peer();
    await first.welcome();
    log.push(await first.hear("send"));
    first.socket.terminate();
    void keepLog(await server.peer(), log);
    expect(await sent).toMatchObject({ text: "once", seq: 1 });
    expect(log).toHaveLength(1);
    expect(shown(chat.getSnapshot())).toEqual(["once sent"]);
  });

  it("finds out that a server has fallen silent", async () => {
    await using server = await ScriptedServer.start();
    // A clock that runs 200 times as fast: the 35 seconds until a link counts as dead are over in 175 ms.
    const speed = 200;
    const hurried = {
      ...runtime,
      now: () => Date.now() * speed,
      startTimer: (run: () => void, ms: number) => setTimeout(run, ms / speed),
    };
    const chat = createClientIn(hurried, { url: server.url });
    chats.push(chat);
    chat.connect();
    const peer = await server.peer();
    await peer.welcome();
    await peer.hear("ping");
    peer.socket.pause();
    await reaches(chat, "online");
    await reaches(chat, "waiting");
    await (await server.peer()).welcome();
    await reaches(chat, "online");
  });

  it("stops at a stop code, says why, and connects again when asked", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const peer = await server.peer();
    await peer.hello();
    peer.say({ type: "bye", code: 4403 });
    peer.socket.close(4403, "not your room");
    const { status } = await reaches(chat, "stopped");
    expect(status).toEqual({ state: "stopped", code: 4403, message: "not your room" });
    chat.connect();
    await (await server.peer()).welcome();
    await reaches(chat, "online");
  });

  it("goes to the room that a bye names", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const first = await server.peer();
    expect(first.room).toBeNull();
    await first.hello();
    first.say({ type: "bye", code: 4004, room: "~v:1" });
    first.socket.close(4004);
    const second = await server.peer();
    expect(second.room).toBe("~v:1");
    await second.welcome();
    await reaches(chat, "online");
  });

  it("does not show one person's conversation to another", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const first = await server.peer();
    await first.welcome();
    first.say(entry(1));
    await until(chat, ({ items }) => items.length === 1);
    first.socket.terminate();
    const second = await server.peer();
    await second.welcome({ ...welcomeBack(1), user: { id: "u:2", role: "user" } });
    await until(chat, ({ user }) => user?.id === "u:2");
    expect(chat.getSnapshot()).toMatchObject({ items: [], history: "loading" });
    expect(await second.hear("history")).toMatchObject({ before: 2 });
  });
});

describe("createClient, history", () => {
  it("loads a page at first contact and another when asked", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    expect(chat.getSnapshot().history).toBe("unknown");
    await chat.loadHistory();
    chat.connect();
    const peer = await server.peer();
    await peer.welcome({ seq: 3, id: "i3" });
    expect(await peer.hear("history")).toEqual({ type: "history", before: 4, limit: 50 });
    peer.say({ type: "history", before: 4, entries: [entry(3)], more: true });
    await until(chat, ({ history }) => history === "more");
    const loaded = chat.loadHistory();
    expect(chat.getSnapshot().history).toBe("loading");
    expect(await peer.hear("history")).toMatchObject({ before: 3 });
    peer.say({ type: "history", before: 3, entries: [entry(1), entry(2)], more: false });
    await loaded;
    expect(shown(chat.getSnapshot())).toEqual(["t1", "t2", "t3"]);
    expect(chat.getSnapshot().history).toBe("complete");
  });

  it("asks again after a refusal, and after a reconnect", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const first = await server.peer();
    await first.welcome({ seq: 3, id: "i3" });
    await first.hear("history");
    first.say({ type: "nack", code: "rate-limited", message: "slowly", retryMs: 5 });
    await first.hear("history");
    first.socket.terminate();
    const second = await server.peer();
    await second.welcome(welcomeBack(3));
    expect(await second.hear("history")).toMatchObject({ before: 4 });
  });

  it("takes a final refusal for an answer", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const peer = await server.peer();
    await peer.welcome({ seq: 3, id: "i3" });
    await peer.hear("history");
    const asked = chat.loadHistory();
    peer.say({ type: "nack", code: "forbidden", message: "not for you" });
    await asked;
    expect(chat.getSnapshot().history).toBe("more");
  });

  it("asks no server that has none", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    await (await server.peer()).welcome({ seq: 3, id: "i3", features: [] });
    expect((await until(chat, ({ status }) => status.state === "online")).history).toBe("complete");
    await chat.loadHistory();
  });

  it("fills a gap page by page, until both ends meet, and takes none of it for news", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const messages: string[] = [];
    chat.on("message", ({ message }) => messages.push(message.text));
    chat.connect();
    const first = await server.peer();
    await first.welcome();
    first.say(entry(1));
    await until(chat, ({ items }) => items.length === 1);
    first.socket.terminate();
    const second = await server.peer();
    await second.welcome({ seq: 4, id: "i4" });
    await second.hear("history");
    expect(shown(chat.getSnapshot())).toEqual(["t1", "gap"]);
    second.say({ type: "history", before: 5, entries: [entry(3), entry(4)], more: true });
    expect(await second.hear("history")).toMatchObject({ before: 3 });
    expect(shown(chat.getSnapshot())).toEqual(["t1", "gap", "t3", "t4"]);
    second.say({ type: "history", before: 3, entries: [entry(1), entry(2)], more: false });
    expect(shown(await until(chat, ({ history }) => history === "complete"))).toEqual(["t1", "t2", "t3", "t4"]);
    second.say(entry(5));
    await until(chat, ({ items }) => items.length === 5);
    expect(messages).toEqual(["t1", "t5"]);
  });

  it("settles a message that history shows to be stored", async () => {
    await using server = await ScriptedServer.start();
    const storage = memoryStorage();
    const before = chatWith(server, { storage });
    void before.send("kept");
    const first = await server.peer();
    await first.welcome();
    const { id } = await first.hear("send");
    before.disconnect();

    const chat = chatWith(server, { storage });
    expect(shown(chat.getSnapshot())).toEqual(["kept queued"]);
    chat.connect();
    const second = await server.peer();
    await second.welcome({ seq: 1, id });
    await second.hear("history");
    expect(await second.hear("send")).toMatchObject({ n: 1, id, since: { epoch: "e", seq: 0 } });
    second.say({ type: "history", before: 2, entries: [entry(1, { id, text: "kept", from: visitor })], more: false });
    expect(shown(await until(chat, ({ pending }) => pending === 0))).toEqual(["kept sent"]);
    second.say({ type: "ack", n: 1, id, seq: 1, ts: 1, dup: true });
    await until(chat, () => storage.values.size === 1);
  });
});

describe("createClient, streams", () => {
  it("shows a stream grow, asks for what it missed, and tells of the message once, at its end", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const messages: string[] = [];
    chat.on("message", ({ message }) => messages.push(message.text));
    chat.connect();
    const peer = await server.peer();
    await peer.welcome();
    peer.say({ type: "snapshot", id: "s", i: 0, text: "", from: bot });
    peer.say({ type: "delta", id: "s", i: 1, text: "a" });
    peer.say({ type: "delta", id: "s", i: 3, text: "c" });
    peer.say({ type: "delta", id: "s", i: 4, text: "d" });
    expect(await peer.hear("snapshot")).toEqual({ type: "snapshot", id: "s" });
    expect(shown(chat.getSnapshot())).toEqual(["a"]);
    peer.say({ type: "snapshot", id: "s", i: 4, text: "abcd", from: bot });
    const growing = await until(chat, (snapshot) => shown(snapshot)[0] === "abcd");
    expect(growing.items[0]).toMatchObject({ streaming: true });
    chat.stop("s");
    expect(await peer.hear("stop")).toEqual({ type: "stop", id: "s" });
    peer.say(entry(1, { id: "s", text: "abcd", status: "interrupted" }));
    const ended = await until(chat, ({ items }) => items[0]?.type === "message" && !items[0].streaming);
    expect(ended.items[0]?.key).toBe(growing.items[0]?.key);
    expect(messages).toEqual(["abcd"]);
    expect(peer.texts.filter((text) => text.includes("snapshot"))).toHaveLength(1);
  });

  it("shows as interrupted what the next server does not go on with", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const first = await server.peer();
    await first.welcome();
    first.say({ type: "snapshot", id: "s", i: 3, text: "half a", from: bot });
    await until(chat, ({ items }) => items.length === 1);
    first.socket.terminate();
    await (await server.peer()).welcome({ resumed: true });
    const { items } = await until(chat, ({ items: [item] }) => item?.type === "message" && !item.streaming);
    expect(items[0]).toMatchObject({ message: { text: "half a", status: "interrupted" } });
  });
});

describe("createClient, what passes", () => {
  it("names who is typing until they write, and never oneself", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.connect();
    const peer = await server.peer();
    await peer.welcome();
    peer.say({ type: "typing", from: visitor, on: true });
    peer.say({ type: "typing", from: bot, on: true });
    expect((await until(chat, ({ typing }) => typing.length > 0)).typing).toEqual([bot]);
    peer.say(entry(1));
    await until(chat, ({ items, typing }) => items.length === 1 && typing.length === 0);
    peer.say({ type: "typing", from: bot, on: true });
    await until(chat, ({ typing }) => typing.length === 1);
    peer.say({ type: "typing", from: bot, on: false });
    await until(chat, ({ typing }) => typing.length === 0);
  });

  it("forgets a typist who is heard of no more", async () => {
    const faked = new FakeRuntime();
    const chat = createClientIn(faked, { url: "ws://host/" });
    chat.connect();
    await faked.pass(0);
    faked.socket.listener.opened("ws-chat.v1");
    faked.socket.say(welcome());
    faked.socket.say({ type: "typing", from: bot, on: true });
    await faked.pass(9_999);
    expect(chat.getSnapshot().typing).toEqual([bot]);
    await faked.pass(1);
    expect(chat.getSnapshot().typing).toEqual([]);
    chat.disconnect();
    expect(faked.timers.size).toBe(0);
  });

  it("says that its person types at most every five seconds, and when they stop", async () => {
    const faked = new FakeRuntime();
    const chat = createClientIn(faked, { url: "ws://host/" });
    chat.typing(true);
    chat.connect();
    await faked.pass(0);
    faked.socket.listener.opened("ws-chat.v1");
    faked.socket.say(welcome());
    faked.socket.sent.length = 0;
    chat.typing(false);
    for (let stroke = 0; stroke < 60; stroke++) {
      chat.typing(true);
      await faked.pass(100);
    }
    chat.typing(false);
    chat.typing(false);
    const on = '{"type":"typing","on":true}';
    expect(faked.socket.sent).toEqual([on, on, '{"type":"typing","on":false}']);
  });

  it("says how far its person has read, on a link that is up", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    chat.read(1);
    chat.connect();
    const peer = await server.peer();
    await peer.welcome({ seq: 9 });
    await reaches(chat, "online");
    for (const seq of [4, 5]) chat.read(seq);
    expect([await peer.hear("read"), await peer.hear("read")]).toMatchObject([{ seq: 4 }, { seq: 5 }]);
  });

  it("asks for an answer again where there was none", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const errors: ChatError[] = [];
    chat.on("error", (error) => errors.push(error));
    chat.connect();
    const peer = await server.peer();
    await peer.welcome();
    peer.say(entry(1));
    peer.say(entry(2, { id: "none", text: "", re: 1, status: "no-reply" }));
    await until(chat, ({ items }) => items.length === 2);
    chat.retry("none");
    expect(await peer.hear("retry")).toEqual({ type: "retry", seq: 2 });
    peer.say({ type: "nack", code: "invalid", message: "There is nothing to answer." });
    peer.say(entry(3, { re: 1 }));
    expect(shown(await until(chat, ({ items }) => items.length === 2 && items[1]?.key === "bot/i3"))).toEqual([
      "t1",
      "t3",
    ]);
    expect(errors).toEqual([new ChatError("invalid", "There is nothing to answer.")]);
  });
});
