import { afterEach, describe, expect, it } from "vitest";
import { type ChatClient, type ClientOptions } from "./index.ts";
import { createClientIn } from "./client.ts";
import { runtime } from "./runtime.ts";
import { settle } from "./runtime.test-support.ts";
import { entry, reaches, ScriptedServer, shown, until, visitor } from "./server.test-support.ts";
import { memoryStorage } from "./storage.test-support.ts";
import { FakeLocks, FakeTab } from "./tab.test-support.ts";

const chats: ChatClient[] = [];
afterEach(() => {
  for (const chat of chats.splice(0)) chat.disconnect();
});

/** Pages of one origin. */
function openDevice({ url }: { readonly url: string }, more: Partial<ClientOptions> = {}) {
  const storage = memoryStorage();
  const locks = new FakeLocks();
  let passedMs = 0;
  const now = (): number => Date.now() + passedMs;
  const open = (tab = new FakeTab(locks)): { readonly chat: ChatClient; readonly tab: FakeTab } => {
    const chat = createClientIn({ ...runtime, now, tab }, { url, storage, backoff: { baseMs: 5, capMs: 50 }, ...more });
    chats.push(chat);
    chat.connect();
    return { chat, tab };
  };
  /** So long that nobody comes back any more for what was left. */
  const pass = (): void => {
    passedMs += 10_000;
  };
  return Object.assign(open, { pass, storage });
}

/** A page that has sent a message and got no answer. */
async function openWaiting(server: ScriptedServer) {
  const open = openDevice(server);
  const before = open();
  void before.chat.send("hi");
  const peer = await server.peer();
  await peer.welcome();
  const { id } = await peer.hear("send");
  return { open, before, id };
}

describe("createClient, what another page has left", () => {
  it("is shown and sent, under its id and as a repeat", async () => {
    await using server = await ScriptedServer.start();
    const { open, before, id } = await openWaiting(server);
    before.tab.tell("pagehide");
    open.pass();

    const { chat } = open();
    const second = await server.peer();
    expect(shown(await until(chat, ({ pending }) => pending === 1))).toEqual(["hi queued"]);
    await second.welcome({ seq: 1, id });
    expect(await second.hear("send")).toMatchObject({ id, since: { epoch: "e", seq: 0 } });
  });

  it("is not sent again once it is shown as stored", async () => {
    await using server = await ScriptedServer.start();
    const { open, before, id } = await openWaiting(server);
    const { chat, tab } = open();
    const second = await server.peer();
    await second.welcome();
    second.say(entry(1, { id, from: visitor, text: "hi" }));
    await until(chat, ({ items }) => items.length === 1);
    before.tab.tell("pagehide");
    open.pass();
    tab.tell("storage");
    void chat.send("ho");
    expect(await second.hear("send")).toMatchObject({ n: 1, text: "ho" });
    expect(shown(chat.getSnapshot())).toEqual(["hi sent", "ho sending"]);
  });

  it("is sent as the visitor who wrote it, by a page that was another so far", async () => {
    await using server = await ScriptedServer.start();
    const open = openDevice(server);
    const { chat, tab } = open();
    const heir = await server.peer();
    await heir.welcome({ user: { id: "v:2", role: "visitor" } });
    await reaches(chat, "online");
    const before = open();
    void before.chat.send("hi");
    const { secret } = await (await server.peer()).welcome();
    await until(before.chat, (snapshot) => shown(snapshot).includes("hi sending"));
    before.tab.tell("pagehide");
    open.pass();
    tab.tell("storage");
    const again = await server.peer();
    expect(await again.welcome()).toMatchObject({ secret });
    expect(await again.hear("send")).toMatchObject({ text: "hi" });
  });
});

describe("createClient, a page that hangs up and connects again", () => {
  it("goes on showing and sending what it said right before, and in order", async () => {
    await using server = await ScriptedServer.start();
    const { chat } = openDevice(server)();
    await (await server.peer()).welcome();
    await reaches(chat, "online");
    void chat.send("one");
    chat.disconnect();
    await until(chat, ({ status, pending }) => status.state === "idle" && pending === 1);
    await new Promise((resolve) => setTimeout(resolve));
    void chat.send("two");
    expect(shown(chat.getSnapshot())).toEqual(["one queued", "two queued"]);
    const { texts } = await lastPeer(server, 2);
    expect(texts).toEqual(["one", "two"]);
  });

  it("does not send what it discarded right before", async () => {
    await using server = await ScriptedServer.start();
    const { chat } = openDevice(server)();
    await reaches(chat, "connecting");
    void chat.send("one");
    await until(chat, ({ pending }) => pending === 1);
    for (const { key } of chat.getSnapshot().items) chat.discard(key);
    chat.disconnect();
    void chat.send("two");
    expect(shown(chat.getSnapshot())).toEqual(["two queued"]);
  });
});

/** What is sent on the first connection that gets that far. */
async function lastPeer(server: ScriptedServer, count: number): Promise<{ texts: string[] }> {
  for (;;) {
    const peer = await server.peer();
    const greeted = await Promise.race([peer.welcome(), peer.closed()]);
    if (!(greeted as { type?: string } | undefined)?.type) continue;
    const texts: string[] = [];
    while (texts.length < count) texts.push((await peer.hear("send")).text);
    return { texts };
  }
}

describe("createClient, another room on the same page", () => {
  it("does not show one room's conversation in another", async () => {
    await using server = await ScriptedServer.start();
    const { chat } = openDevice(server)();
    const first = await server.peer();
    await first.welcome();
    first.say(entry(1));
    await until(chat, ({ items }) => items.length === 1);
    first.say({ type: "bye", code: 4004, room: "moved" });
    first.socket.close(4004);
    await (await server.peer()).welcome({ room: "moved", epoch: "another" });
    expect(shown(await until(chat, ({ room }) => room === "moved"))).toEqual([]);
  });
});

describe("createClient, another account on the same page", () => {
  it("empties the timeline and sends nothing of what the other wrote", async () => {
    await using server = await ScriptedServer.start();
    let token = "ada";
    const { chat } = openDevice(server, { getToken: () => token })();
    const first = await server.peer();
    await first.welcome({ user: { id: "u:ada", role: "user" } });
    first.say(entry(1));
    await until(chat, ({ items }) => items.length === 1);
    chat.disconnect();
    await reaches(chat, "idle");
    void chat.send("of Ada");
    token = "bob";
    const second = await server.peer();
    await second.welcome({ user: { id: "u:bob", role: "user" } });
    expect(shown(await until(chat, ({ pending }) => pending === 0))).toEqual(["of Ada failed"]);
    const [item] = chat.getSnapshot().items;
    expect(item).toMatchObject({ delivery: { code: "other-conversation", canRetry: true } });
    void chat.send("of Bob");
    expect(await second.hear("send")).toMatchObject({ n: 1, text: "of Bob" });
  });
});

describe("createClient, reset in the same page", () => {
  it("forgets, too", async () => {
    await using server = await ScriptedServer.start();
    const { open, before } = await openWaiting(server);
    const other = open(before.tab);
    const { secret } = await (await server.peer()).welcome();
    before.chat.reset();
    expect(other.chat.getSnapshot()).toMatchObject({ status: { state: "idle" }, items: [], user: undefined });
    other.chat.connect();
    expect((await (await server.peer()).hello()).secret).not.toBe(secret);
  });

  it("is as before for whoever talks to another endpoint", async () => {
    await using server = await ScriptedServer.start();
    const { before } = await openWaiting(server);
    const other = openDevice({ url: `${server.url}?other` })(before.tab);
    await (await server.peer()).welcome();
    await reaches(other.chat, "online");
    before.chat.reset();
    expect(other.chat.getSnapshot()).toMatchObject({ status: { state: "online" }, user: visitor });
  });
});

describe("createClient, reset while it heard nothing", () => {
  it("begins anew when it is back from the browser's cache", async () => {
    await using server = await ScriptedServer.start();
    const { open, before } = await openWaiting(server);
    const cached = open();
    const peer = await server.peer();
    const { secret } = await peer.welcome();
    peer.say(entry(1));
    await until(cached.chat, ({ items }) => items.length === 1);
    cached.tab.tell("pagehide");
    before.chat.reset();
    cached.tab.tell("pageshow");
    peer.socket.terminate();
    const next = await server.peer();
    expect((await next.welcome({ user: { id: "v:new", role: "visitor" } })).secret).not.toBe(secret);
    expect((await until(cached.chat, ({ user }) => user?.id === "v:new")).items).toEqual([]);
    expect(open.storage.values.size).toBe(0);
  });

  const ways: Record<string, (chat: ChatClient) => void> = {
    connected: (chat) => chat.connect(),
    "written in": (chat) => void chat.send("new"),
  };
  for (const [act, comeBack] of Object.entries(ways)) {
    it(`begins anew when it is ${act} again`, async () => {
      await using server = await ScriptedServer.start();
      const { open, before } = await openWaiting(server);
      const away = open(before.tab);
      const { secret } = await (await server.peer()).welcome();
      away.chat.disconnect();
      before.chat.reset();
      comeBack(away.chat);
      expect((await (await server.peer()).hello()).secret).not.toBe(secret);
      expect([...open.storage.values.values()].join()).not.toContain(secret);
    });
  }
});

describe("createClient, reset in another page", () => {
  it("forgets, too, and leaves alone what has begun since", async () => {
    await using server = await ScriptedServer.start();
    const { open, before } = await openWaiting(server);
    const other = open();
    const { secret } = await (await server.peer()).welcome();
    const [key] = open.storage.keys("").filter((key) => open.storage.get(key) === secret);
    before.chat.reset();
    void before.chat.send("new");
    other.tab.dispatchEvent(Object.assign(new Event("storage"), { key, newValue: null }));
    expect(other.chat.getSnapshot()).toMatchObject({ status: { state: "idle" }, items: [], user: undefined });
    const { secret: kept } = await (await server.peer()).hello();
    expect(kept).not.toBe(secret);
    other.chat.connect();
    expect((await (await server.peer()).hello()).secret).toBe(kept);
    expect([...open.storage.values.values()].join()).toContain('"new"');
  });

  it("leaves no trace of who wrote there, though it wrote once more before it heard of it", async () => {
    await using server = await ScriptedServer.start();
    const { open, before } = await openWaiting(server);
    const other = open();
    const { secret } = await (await server.peer()).welcome();
    const [key] = open.storage.keys("").filter((key) => open.storage.get(key) === secret);
    before.chat.reset();
    void other.chat.send("too late");
    await settle();
    expect([...open.storage.values.values()].join()).toContain(secret);
    other.tab.dispatchEvent(Object.assign(new Event("storage"), { key, newValue: null }));
    await settle();
    expect(open.storage.values.size).toBe(0);
  });
});
