import { limits } from "@ws-chat/protocol";
import type { Send } from "@ws-chat/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { type ChatClient, ChatError, type ClientOptions, createClient } from "./index.ts";
import { entry, keepLog, reaches, ScriptedServer, shown, until, visitor } from "./server.test-support.ts";
import { memoryStorage } from "./storage.test-support.ts";

const chats: ChatClient[] = [];
const fast = { baseMs: 5, capMs: 50 };

function chatWith({ url }: { readonly url: string }, more: Partial<ClientOptions> = {}): ChatClient {
  const chat = createClient({ url, backoff: fast, ...more });
  chats.push(chat);
  return chat;
}

afterEach(() => {
  for (const chat of chats.splice(0)) chat.disconnect();
});

describe("createClient", () => {
  it.each([
    ["no options", []],
    ["no url", [{}]],
    ["an empty url", [{ url: "" }]],
  ])("names what is wrong with %s, and the remedy", (_what, given) => {
    // The cast: plain JavaScript may leave out anything.
    const create = createClient as (...given: readonly unknown[]) => ChatClient;
    expect(() => create(...given)).toThrow(TypeError);
    expect(() => create(...given)).toThrow(/^url ".*" must be ws:, wss:, http: or https:$/);
  });
});

describe("createClient, sending", () => {
  it("connects by itself, shows the message at once and resolves when it is stored", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const sent = chat.send("hi");
    expect(shown(chat.getSnapshot())).toEqual(["hi queued"]);
    expect(chat.getSnapshot()).toMatchObject({ status: { state: "connecting" }, pending: 1 });
    const peer = await server.peer();
    await peer.welcome();
    const { id, ...frame } = await peer.hear("send");
    expect(frame).toEqual({ type: "send", n: 1, text: "hi" });
    expect(shown(chat.getSnapshot())).toEqual(["hi sending"]);
    peer.say({ type: "ack", n: 1, id, seq: 1, ts: 42 });
    expect(await sent).toEqual({ id, from: visitor, ts: 42, text: "hi", seq: 1 });
    expect(shown(chat.getSnapshot())).toEqual(["hi sent"]);
    expect(chat.getSnapshot()).toMatchObject({ status: { state: "online" }, pending: 0, transport: "websocket" });
  });

  it("keeps the key of a message from pending to stored", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const sent = chat.send("hi");
    const [before] = chat.getSnapshot().items;
    void keepLog(await server.peer(), []);
    await sent;
    expect(chat.getSnapshot().items.map(({ key }) => key)).toEqual([before?.key]);
  });

  it("takes its own entry for the acknowledgement, and a later repeat of it for nothing", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const sent = chat.send("hi");
    const peer = await server.peer();
    await peer.welcome();
    const { id } = await peer.hear("send");
    peer.say(entry(1, { id, from: visitor, text: "hi" }));
    expect(await sent).toMatchObject({ id, seq: 1 });
    peer.say({ type: "ack", n: 1, id, seq: 1, ts: 1, dup: true });
    peer.say(entry(2));
    expect(shown(await until(chat, ({ items }) => items.length === 2))).toEqual(["hi sent", "t2"]);
  });

  it("waits for the entry behind a repeat that is ahead of the cursor", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const sent = chat.send("hi");
    const peer = await server.peer();
    await peer.welcome();
    const { id } = await peer.hear("send");
    peer.say({ type: "ack", n: 1, id, seq: 2, ts: 2, dup: true });
    peer.say(entry(1));
    expect(shown(await until(chat, ({ items }) => items.length === 2))).toEqual(["t1", "hi sending"]);
    peer.say(entry(2, { id, from: visitor, text: "hi" }));
    expect(await sent).toMatchObject({ seq: 2 });
    expect(shown(chat.getSnapshot())).toEqual(["t1", "hi sent"]);
  });

  it("fails a message that is finally refused, and tells whoever waits for it", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const refused = chat.send("no");
    const peer = await server.peer();
    await peer.welcome();
    await peer.hear("send");
    peer.say({ type: "nack", n: 1, code: "forbidden", message: "You may only read here." });
    await expect(refused).rejects.toEqual(new ChatError("forbidden", "You may only read here."));
    expect(chat.getSnapshot().pending).toBe(0);
    const [item] = chat.getSnapshot().items;
    expect(item).toMatchObject({ delivery: { state: "failed", code: "forbidden", canRetry: true } });
    chat.retry(item?.key ?? "");
    expect(await peer.hear("send")).toMatchObject({ n: 2, text: "no" });
  });

  it("refuses by itself what the server would", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    await expect(chat.send("a".repeat(32_769))).rejects.toMatchObject({ code: "too-long" });
    await expect(chat.send("  ")).rejects.toMatchObject({ code: "empty" });
    await expect(chat.send({ text: "x", data: "y".repeat(20_000) })).rejects.toMatchObject({ code: "invalid" });
    // Of a frame that is too big for it, a server ends the connection, each time that it comes.
    const quickReplies = Array.from({ length: 12 }, () => ({ text: "z", value: "\u0001".repeat(4_000) }));
    await expect(chat.send({ text: "x", quickReplies })).rejects.toMatchObject({ code: "invalid" });
    const { items } = chat.getSnapshot();
    expect(items).toEqual([
      expect.objectContaining({ delivery: expect.objectContaining({ code: "too-long", canRetry: false }) }),
    ]);
  });

  it("discards a message that waits", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const first = chat.send("one");
    void chat.send("two");
    chat.discard(chat.getSnapshot().items[0]?.key ?? "");
    await expect(first).rejects.toMatchObject({ code: "discarded" });
    const peer = await server.peer();
    await peer.welcome();
    expect(await peer.hear("send")).toMatchObject({ n: 1, text: "two" });
  });

  it("comes back to the refused message after the time it was told, in order", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    for (const text of ["a", "b", "c"]) void chat.send(text);
    const peer = await server.peer();
    await peer.welcome();
    const { id } = await peer.hear("send");
    peer.say({ type: "ack", n: 1, id, seq: 1, ts: 1 });
    peer.say({ type: "nack", n: 2, code: "rate-limited", message: "slowly", retryMs: 30 });
    const refusedAt = Date.now();
    expect([await peer.hear("send"), await peer.hear("send")]).toMatchObject([{ n: 2 }, { n: 3 }]);
    expect([await peer.hear("send"), await peer.hear("send")]).toMatchObject([
      { n: 2, text: "b" },
      { n: 3, text: "c" },
    ]);
    expect(Date.now() - refusedAt).toBeGreaterThanOrEqual(29);
  });
});

describe("createClient, what it keeps", () => {
  it("writes nothing before its person acts, and the secret and the message then", async () => {
    await using server = await ScriptedServer.start();
    const storage = memoryStorage();
    const chat = chatWith(server, { storage });
    chat.connect();
    const peer = await server.peer();
    const { secret } = await peer.welcome();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{22}$/);
    await reaches(chat, "online");
    expect(storage.values.size).toBe(0);
    void chat.send("hi");
    await until(chat, ({ pending }) => pending === 1);
    expect([...storage.values.keys()]).toEqual([expect.stringMatching(/ secret$/), expect.stringMatching(/ outbox /)]);
    expect([...storage.values.values()]).toContain(secret);
  });

  it("finds its person and their unsent messages again after a reload", async () => {
    await using server = await ScriptedServer.start();
    const storage = memoryStorage();
    const before = chatWith(server, { storage });
    for (const text of ["one", "two"]) void before.send(text);
    const { secret } = await (await server.peer()).hello();
    before.disconnect();

    const chat = chatWith(server, { storage });
    expect(shown(chat.getSnapshot())).toEqual(["one queued", "two queued"]);
    chat.connect();
    const log: Send[] = [];
    const peer = await server.peer();
    void keepLog(peer, log);
    expect(shown(await until(chat, ({ pending }) => pending === 0))).toEqual(["one sent", "two sent"]);
    expect(JSON.parse(peer.texts[0] ?? "")).toMatchObject({ secret });
  });

  it("comes back as the visitor whom another tab has kept, before it sends", async () => {
    await using server = await ScriptedServer.start();
    const storage = memoryStorage();
    const chat = chatWith(server, { storage });
    chat.connect();
    await (await server.peer()).welcome();
    await reaches(chat, "online");
    const other = chatWith(server, { storage });
    void other.send("first");
    const { secret } = await (await server.peer()).hello();
    void chat.send("second");
    const again = await server.peer();
    expect(await again.welcome()).toMatchObject({ secret });
    expect(await again.hear("send")).toMatchObject({ text: "second" });
  });

  it("works on where storage is forbidden, and says so", async () => {
    await using server = await ScriptedServer.start();
    const refuse = (): never => {
      throw new Error("forbidden");
    };
    const chat = chatWith(server, { storage: { get: () => undefined, set: refuse, remove() {}, keys: () => [] } });
    const sent = chat.send("hi");
    void keepLog(await server.peer(), []);
    await sent;
    expect(chat.getSnapshot().storage).toBe("unavailable");
  });

  it("forgets all of it when it is reset", async () => {
    await using server = await ScriptedServer.start();
    const storage = memoryStorage();
    const chat = chatWith(server, { storage });
    const sent = chat.send("hi");
    const peer = await server.peer();
    const { secret } = await peer.welcome();
    await peer.hear("send");
    chat.reset();
    await expect(sent).rejects.toMatchObject({ code: "discarded" });
    expect(chat.getSnapshot()).toMatchObject({ status: { state: "idle" }, items: [], user: undefined, pending: 0 });
    expect(storage.values.size).toBe(0);
    chat.connect();
    expect((await (await server.peer()).hello()).secret).not.toBe(secret);
  });
});

describe("createClient, its listeners", () => {
  it("gives the same snapshot and the same items until something changes", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    void chat.send("hi");
    const before = chat.getSnapshot();
    expect(chat.getSnapshot()).toBe(before);
    const peer = await server.peer();
    await peer.hello();
    peer.socket.terminate();
    const after = await reaches(chat, "waiting");
    expect(after).not.toBe(before);
    expect(after.items[0]).toBe(before.items[0]);
  });

  it("tells of no change where an end is asked for twice", async () => {
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const states: string[] = [];
    chat.on("status", ({ state }) => states.push(state));
    chat.disconnect();
    chat.connect();
    chat.disconnect();
    chat.disconnect();
    chat.connect();
    await reaches(chat, "connecting");
    expect(states).toEqual(["connecting", "idle", "connecting"]);
  });

  it("calls them until they leave", async () => {
    const calls: string[] = [];
    await using server = await ScriptedServer.start();
    const chat = chatWith(server);
    const end = new AbortController();
    chat.on("status", ({ state }) => calls.push(state), { signal: end.signal });
    const stop = chat.subscribe(() => calls.push("change"));
    chat.connect();
    await reaches(chat, "connecting");
    const peer = await server.peer();
    expect(calls).toEqual(["connecting", "change"]);
    end.abort();
    stop();
    await peer.welcome();
    await reaches(chat, "online");
    expect(calls).toEqual(["connecting", "change"]);
  });
});

describe("createClient, hello", () => {
  it("cuts a name that the wire does not take, for the server would end the chat over it", async () => {
    await using server = await ScriptedServer.start();
    chatWith(server, { userName: "n".repeat(limits.nameChars + 1) }).connect();
    const hello = await (await server.peer()).hello();
    expect(hello.name).toHaveLength(limits.nameChars);
  });
});
