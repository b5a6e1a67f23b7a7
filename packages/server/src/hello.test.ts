import { type ClientFrame, limits } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "./faulty-log.test-support.ts";
import { Peer } from "./peer.test-support.ts";
import { settled, TestClock } from "./test-clock.test-support.ts";

const secret = "AbCdEfGhIjKlMnOpQrStUv";
const otherSecret = "ZbCdEfGhIjKlMnOpQrStUv";
const silent = { onMessage: () => {} };
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

function chatWith(options: ChatOptions = silent): Chat {
  const chat = createChat(options);
  chats.push(chat);
  return chat;
}

describe("hello", () => {
  it("opens a visitor's own private room and tells the limits", async () => {
    const peer = new Peer(chatWith({ limits: { textBytes: 1_000, pingMs: 9_000 } }), { url: "/websocket?x=1" });
    const welcome = await peer.hello({ secret, name: "Ada" });
    expect(welcome).toEqual({
      type: "welcome",
      user: { id: expect.stringMatching(/^v:[A-Za-z0-9_-]{22}$/), name: "Ada", role: "visitor" },
      room: `~${welcome.user.id}`,
      epoch: expect.any(String),
      seq: 0,
      id: "",
      resumed: false,
      streams: [],
      features: ["history", "streams", "stop", "retry", "typing"],
      pingMs: 9_000,
      limits: { textBytes: 1_000, window: 32, historyEntries: 100 },
    });
    expect(JSON.stringify(welcome)).not.toContain(secret);
  });

  it("knows a visitor again by the secret, and makes a new one without", async () => {
    const chat = chatWith();
    const hellos = [{ secret }, { secret }, { secret: otherSecret }, {}, {}];
    const ids = await Promise.all(hellos.map(async (hello) => (await new Peer(chat).hello(hello)).user.id));
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(4);
  });

  it("enters the room that the URL names", async () => {
    const welcome = await new Peer(chatWith(), { url: "/ws?a=b&room=caf%C3%A9%20bar" }).hello();
    expect(welcome.room).toBe("café bar");
  });

  it("takes bidirectional controls out of a name", async () => {
    const welcome = await new Peer(chatWith()).hello({ name: "\u202eAda\u2066 " });
    expect(welcome.user.name).toBe("Ada");
  });

  it("starts at the newest entry and replays nothing", async () => {
    const chat = chatWith();
    await chat.room("lobby").send({ text: "one" }, { id: "first" });
    await chat.room("lobby").send({ text: "two" }, { id: "second" });
    const peer = new Peer(chat, { url: "/?room=lobby" });
    expect(await peer.hello()).toMatchObject({ seq: 2, id: "second", resumed: false });
    await chat.room("lobby").send("three");
    expect(await peer.next("entry")).toMatchObject({ seq: 3, text: "three" });
    expect(peer.of("entry")).toHaveLength(1);
  });

  it("leaves nothing behind of who only looked", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log });
    const peer = new Peer(chat);
    expect(log.subscribers).toBe(0);
    await peer.hello();
    expect(log.subscribers).toBe(1);
    peer.drop();
    expect([log.subscribers, chat.connections]).toEqual([0, 0]);
  });
});

describe("a hello that takes long to judge", () => {
  it("opens nothing for who has gone meanwhile", async () => {
    const log = new FaultyLog();
    const subscribe = vi.spyOn(log, "subscribe");
    const { promise, resolve } = Promise.withResolvers<{ id: string }>();
    const chat = chatWith({ ...silent, log, authenticate: () => promise });
    const [gone, staying] = [new Peer(chat, { url: "/?room=gone" }), new Peer(chat, { url: "/?room=staying" })];
    gone.say({ type: "hello" });
    gone.drop();
    resolve({ id: "ada" });
    await staying.hello();
    expect([gone.texts, subscribe.mock.calls.map(([room]) => room)]).toEqual([[], ["staying"]]);
  });

  it("is given up after half a minute", async () => {
    const clock = new TestClock();
    const peer = new Peer(chatWith({ ...silent, clock, authenticate: () => new Promise<never>(() => {}) }));
    peer.say({ type: "hello" });
    await clock.pass(29_000);
    expect(peer.closedWith).toBeUndefined();
    await clock.pass(2_000);
    expect(await peer.end()).toBe(1011);
  });
});

describe("hello with resume", () => {
  it("to a room that nobody is in reads the log once for all that was missed", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ ...silent, log });
    const first = new Peer(chat);
    const { epoch, user } = await first.hello({ secret });
    first.drop();
    for (const id of ["one", "two"]) await chat.user(user.id).send("missed", { id });
    await settled();
    log.reads = 0;
    const peer = new Peer(chat);
    expect(await peer.hello({ secret, resume: { epoch, seq: 1, id: "one" } })).toMatchObject({ seq: 1, resumed: true });
    expect(await peer.next("entry")).toMatchObject({ seq: 2, id: "two" });
    await settled();
    expect([log.reads, peer.of("entry").length]).toEqual([1, 1]);
    await chat.user(user.id).send("live", { id: "three" });
    expect(await peer.next("entry")).toMatchObject({ seq: 3, id: "three" });
  });

  /** A room with entries 1 to `count`, and what a client that had read up to `read` knows. */
  async function resuming(count: number, read: number, options: ChatOptions = {}) {
    const chat = chatWith({ ...silent, limits: { rate: { perSecond: 1_000, burst: 10_000 } }, ...options });
    const room = chat.room("lobby");
    for (let at = 1; at <= count; at += 1) await room.send({ text: `text ${at}` }, { id: `id${at}` });
    const other = new Peer(chat, { url: "/?room=lobby" });
    const { epoch } = await other.hello();
    const resume = { epoch, seq: read, id: read === 0 ? "" : `id${read}` };
    return { chat, room, resume, other, peer: new Peer(chat, { url: "/?room=lobby" }) };
  }
  const seqs = (peer: Peer): number[] => peer.of("entry").map(({ seq }) => seq);
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

  it("to a room that nobody is in lets others resume at its newest entry, however much the first has missed", async () => {
    const count = limits.historyEntries + 50;
    const { chat, resume, other, peer } = await resuming(count, 1);
    other.drop();
    await peer.hello({ resume });
    const second = new Peer(chat, { url: "/?room=lobby" });
    expect(await second.hello({ resume: { ...resume, seq: count, id: `id${count}` } })).toMatchObject({
      resumed: true,
    });
    await peer.until(() => seqs(peer).length === count - 1);
    expect(seqs(peer)).toEqual(range(2, count));
  });

  it.each([0, 1, 7, 9])("replays what came after entry %d and goes on live", async (read) => {
    const { room, resume, peer } = await resuming(10, read);
    expect(await peer.hello({ resume })).toMatchObject({ ...resume, resumed: true });
    await room.send("live");
    await peer.until(() => seqs(peer).includes(11));
    expect(seqs(peer)).toEqual(range(read + 1, 11));
  });

  it("replays nothing to who missed nothing", async () => {
    const { resume, peer, room } = await resuming(10, 10);
    expect(await peer.hello({ resume })).toMatchObject({ seq: 10, resumed: true });
    await room.send("live");
    await peer.next("entry");
    expect(seqs(peer)).toEqual([11]);
  });

  it("keeps order and leaves nothing out while others go on writing", async () => {
    const { room, resume, peer } = await resuming(450, 0);
    const writing = (async () => {
      for (let at = 0; at < 200; at += 1) await room.send(`more ${at}`);
    })();
    await peer.hello({ resume });
    await writing;
    await peer.until(() => seqs(peer).length >= 650);
    expect(seqs(peer)).toEqual(range(1, 650));
  });

  it("leaves nothing out whichever moment others choose to write", async () => {
    const { chat, room, resume } = await resuming(10, 9);
    for (let moment = 0; moment < 40; moment += 1) {
      const peer = new Peer(chat, { url: "/?room=lobby" });
      const welcome = peer.hello({ resume });
      await welcome;
      for (let turn = 0; turn < moment; turn += 1) await Promise.resolve();
      await room.send("at that moment");
      await settled();
      await room.send("later");
      await settled();
      expect([moment, seqs(peer)]).toEqual([moment, range(10, 10 + 2 * (moment + 1))]);
      peer.drop();
    }
  });

  it("replays the most that may be replayed, and refuses beyond it", async () => {
    const most = await resuming(limits.replayEntries + 1, 1);
    expect(await most.peer.hello({ resume: most.resume })).toMatchObject({ seq: 1, resumed: true });
    await most.peer.until(() => seqs(most.peer).length === limits.replayEntries);
    const beyond = new Peer(most.chat, { url: "/?room=lobby" });
    const zero = { ...most.resume, seq: 0, id: "" };
    expect(await beyond.hello({ resume: zero })).toMatchObject({ seq: 501, id: "id501", resumed: false });
    await settled();
    expect(seqs(beyond)).toEqual([]);
  });

  it.each<[string, object]>([
    ["is of another epoch", { epoch: "another" }],
    ["is ahead of the log", { seq: 11, id: "id11" }],
    ["is far ahead of the log", { seq: 2 ** 53 - 1, id: "id11" }],
    ["names another entry in the middle", { seq: 5, id: "id6" }],
    ["names another entry at the end", { seq: 10, id: "id6" }],
    ["names an entry at 0", { seq: 0, id: "id1" }],
    ["names none at the end", { seq: 10, id: "" }],
  ])("starts over for a cursor that %s", async (_, wrong) => {
    const { resume, peer } = await resuming(10, 5);
    expect(await peer.hello({ resume: { ...resume, ...wrong } })).toMatchObject({
      seq: 10,
      id: "id10",
      resumed: false,
    });
    await settled();
    expect(seqs(peer)).toEqual([]);
  });

  it.each([
    [4, false],
    [5, false],
    [6, true],
  ])("of ten entries with the first five trimmed, resumes after %d: %s", async (read, resumed) => {
    const { resume, peer } = await resuming(10, read, { retention: { entries: 5 } });
    expect(await peer.hello({ resume })).toMatchObject({ resumed });
  });

  it("gives own messages back as entries, for no send of this connection is theirs", async () => {
    const chat = chatWith();
    const first = new Peer(chat);
    const { epoch } = await first.hello({ secret });
    first.write("hi");
    await first.next("ack");
    const second = new Peer(chat);
    await second.hello({ secret, resume: { epoch, seq: 0, id: "" } });
    expect(await second.next("entry")).toMatchObject({ seq: 1, id: "m1", text: "hi" });
  });
});

describe("authenticate and authorize", () => {
  it("name the user by token and by what the upgrade carried", async () => {
    const authenticate = vi.fn<NonNullable<ChatOptions["authenticate"]>>(() => ({
      id: "42",
      name: "Ada",
      avatar: "/a.png",
      plan: "gold",
    }));
    const seen = vi.fn<(user: unknown) => void>();
    const chat = chatWith({ authenticate, onMessage: (_, { user }) => seen(user) });
    const peer = new Peer(chat, { url: "/ws", origin: "https://shop.example", ip: "203.0.113.7", cookie: "s=1" });
    const welcome = await peer.hello({ token: "t", name: "Not Ada" });
    expect(welcome).toMatchObject({ user: { id: "u:42", name: "Ada", avatar: "/a.png", role: "user" }, room: "~u:42" });
    expect(welcome.user).not.toHaveProperty("plan");
    expect(authenticate.mock.calls).toEqual([
      [{ token: "t", url: "/ws", origin: "https://shop.example", ip: "203.0.113.7", cookie: "s=1" }],
    ]);
    peer.write("hi");
    await peer.next("ack");
    await settled();
    expect(seen.mock.lastCall?.[0]).toMatchObject({ id: "u:42", plan: "gold" });
  });

  it("let no user take a visitor's id or the bot's", async () => {
    for (const id of ["v:AbCdEfGhIjKlMnOpQrStUv", "bot", "u:42"]) {
      const welcome = await new Peer(chatWith({ authenticate: () => ({ id }) })).hello();
      expect(welcome.user.id).toBe(`u:${id}`);
    }
  });

  it("take in whom they call a visitor by the hello's secret and name, beside those who are named", async () => {
    const chat = chatWith({
      ...silent,
      authenticate: ({ token }) => (token ? { id: token, role: "operator" } : "visitor"),
      authorize: ({ user, room }) => room === `~${user.id}` || user.role === "operator",
    });
    const ada = await new Peer(chat).hello({ secret, name: "Ada" });
    expect(ada).toMatchObject({ user: (await new Peer(chatWith()).hello({ secret, name: "Ada" })).user });
    const url = `/ws?room=${encodeURIComponent(ada.room)}`;
    expect(await new Peer(chat, { url }).hello({ token: "mia" })).toMatchObject({
      room: ada.room,
      user: { id: "u:mia", role: "operator" },
    });
    const stranger = new Peer(chat, { url });
    stranger.say({ type: "hello", secret: otherSecret });
    expect(await stranger.end()).toBe(4403);
  });

  it.each<[string, ChatOptions, number]>([
    ["nobody is named", { authenticate: () => undefined }, 4401],
    ["the token is out of date", { authenticate: () => ({ id: "1", expiresAt: 5 }) }, 4003],
    ["the room is not for them", { authorize: async () => false }, 4403],
    ["authenticate throws", { authenticate: () => Promise.reject(new Error("database")), onError() {} }, 1011],
    ["authorize throws", { authorize: () => Promise.reject(new Error("database")), onError() {} }, 1011],
    ["the user is none that can be shown", { authenticate: () => ({ id: "1", avatar: "" }), onError() {} }, 1011],
    ["the end of the token is none", { authenticate: () => ({ id: "1", expiresAt: Number.NaN }), onError() {} }, 1011],
    ["the id is too long for a room", { authenticate: () => ({ id: "x".repeat(126) }), onError() {} }, 1011],
  ])("say bye with the reason's code where %s", async (_, options, code) => {
    const log = new FaultyLog();
    const peer = new Peer(chatWith({ ...silent, ...options, log }));
    peer.say({ type: "hello", secret });
    expect(await peer.end()).toBe(code);
    expect(peer.of("bye")).toMatchObject([{ code }]);
    expect([peer.frames.length, log.reads, log.subscribers]).toEqual([1, 0, 0]);
  });

  it.each<[string, object, RegExp]>([
    ["an id that is a number", { id: 42 }, /\{ id \}, a string of 1 to 125 characters; this one is number$/],
    ["a user in place of its id", { name: "Ada" }, /this one is undefined$/],
    ["an id that is too long", { id: "x".repeat(126) }, /this one has 126$/],
    ["a deadline in seconds", { id: "1", expiresAt: Date.now() / 1_000 + 60 }, /expiresAt \d+.*milliseconds/],
  ])("tell the server's owner what is wrong with %s", async (_, found, message) => {
    const onError = vi.fn<(error: unknown) => void>();
    const peer = new Peer(chatWith({ onError, authenticate: () => found as never }));
    peer.say({ type: "hello", secret });
    expect(await peer.end()).toBe(1011);
    expect(String(onError.mock.lastCall?.[0])).toMatch(message);
  });

  it("end a connection when its token expires", async () => {
    const clock = new TestClock();
    const expiresAt = clock.now() + 60_000;
    const peer = new Peer(chatWith({ clock, authenticate: () => ({ id: "1", expiresAt }) }));
    await peer.hello();
    await clock.pass(59_000);
    expect(peer.closedWith).toBeUndefined();
    await clock.pass(2_000);
    expect(await peer.end()).toBe(4003);
  });

  it("keep others out of a private room, and let authorize admit an operator", async () => {
    const owner = new Peer(chatWith());
    const { room } = await owner.hello({ secret });
    const stranger = new Peer(chatWith(), { url: `/?room=${encodeURIComponent(room)}` });
    stranger.say({ type: "hello", secret: otherSecret });
    expect(await stranger.end()).toBe(4403);
    const chat = chatWith({
      authenticate: ({ token }) => ({ id: token ?? "", role: "operator" }),
      authorize: ({ user, room: wanted }) => user.role === "operator" && wanted === room,
    });
    const operator = new Peer(chat, { url: `/?room=${encodeURIComponent(room)}` });
    expect(await operator.hello({ token: "op" })).toMatchObject({ room, user: { role: "operator" } });
  });

  it.each(["x".repeat(129), "a\u0000b", "a\nb", "~", "~v:somebody"])("refuse the room %j", async (room) => {
    const peer = new Peer(chatWith(), { url: `/?room=${encodeURIComponent(room)}` });
    peer.say({ type: "hello" });
    expect(await peer.end()).toBe(4403);
  });

  it("ask for a retry when the log is away, and open when it is back", async () => {
    const log = new FaultyLog();
    const chat = chatWith({ log, onError() {} });
    log.isUnreadable = true;
    const peer = new Peer(chat, { url: "/?room=lobby" });
    const hello: ClientFrame = { type: "hello" };
    peer.say(hello);
    expect(await peer.end()).toBe(1011);
    expect(peer.of("bye")).toMatchObject([{ retryMs: 1_000 }]);
    log.isUnreadable = false;
    expect(await new Peer(chat, { url: "/?room=lobby" }).hello()).toMatchObject({ seq: 0 });
  });
});
