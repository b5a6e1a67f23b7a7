import { limits } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, describe, expect, it } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

function chatWith(options: ChatOptions = {}): Chat {
  const chat = createChat(options);
  chats.push(chat);
  return chat;
}

const textClient = (chat: Chat, url = "/websocket"): Peer => new Peer(chat, { language: "text", url });

describe("a text client", () => {
  it("is echoed in bare text, and its own messages do not come back", async () => {
    const peer = textClient(chatWith());
    peer.connection.receive("hi");
    peer.connection.receive("<b>you</b>");
    await peer.until(() => peer.texts.length === 2);
    expect(peer.texts).toEqual(["Server echoed: hi", "Server echoed: <b>you</b>"]);
  });

  it("is pinged once when it is quiet, and dropped when it does not answer", async () => {
    const clock = new TestClock();
    const chat = chatWith({ clock });
    const [lively, deaf] = [textClient(chat), textClient(chat)];
    await clock.pass(limits.idleMs / 2 + 10_000);
    expect([lively.pings, deaf.pings]).toEqual([1, 1]);
    lively.connection.heard();
    await clock.pass(limits.idleMs / 2 + 1_000);
    expect([lively.terminated, deaf.terminated]).toEqual([false, true]);
    expect([lively.pings, chat.connections]).toEqual([2, 1]);
  });

  it("is alone in its room unless it names one, and then talks with whoever is there", async () => {
    const chat = chatWith({ onMessage: () => {} });
    const [alone, one, two] = [textClient(chat), textClient(chat, "/?room=lobby"), textClient(chat, "/?room=lobby")];
    const speaking = new Peer(chat, { url: "/?room=lobby" });
    await speaking.hello({ name: "Ada" });
    await settled();
    one.connection.receive("from one");
    speaking.write("from Ada");
    await settled();
    expect([alone.texts, one.texts, two.texts]).toEqual([[], ["from Ada"], ["from one", "from Ada"]]);
    expect(speaking.of("entry")).toMatchObject([{ text: "from one", from: { role: "visitor" } }]);
  });

  it("gets a streamed reply once, at its end", async () => {
    const peer = textClient(
      chatWith({
        async *onMessage() {
          yield "one ";
          await settled();
          yield "two";
        },
      }),
    );
    peer.connection.receive("hi");
    await peer.until(() => peer.texts.length === 1);
    await settled();
    expect(peer.texts).toEqual(["one two"]);
  });

  it("hears no frames: no welcome, typing, note or bye", async () => {
    const chat = chatWith({
      onError() {},
      onMessage: async () => {
        await settled();
        throw new Error("down");
      },
    });
    const peer = textClient(chat);
    peer.connection.receive('{"type":"hello"}');
    await settled();
    await settled();
    await chat.close();
    expect(peer.texts).toEqual([]);
    expect(peer.closedWith?.code).toBe(1012);
  });

  it("is greeted, and answered in order what it said before it was let in", async () => {
    const peer = textClient(chatWith({ onJoin: () => "Welcome" }));
    for (const text of ["a", "b", "c"]) peer.connection.receive(text);
    await peer.until(() => peer.texts.length === 4);
    expect(peer.texts).toEqual(["Welcome", "Server echoed: a", "Server echoed: b", "Server echoed: c"]);
  });

  it("is refused by code alone", async () => {
    const options: ChatOptions = { authenticate: ({ cookie }) => (cookie === "s=1" ? { id: "ada" } : undefined) };
    const stranger = textClient(chatWith(options));
    expect(await stranger.end()).toBe(4401);
    expect(stranger.texts).toEqual([]);
    const known = new Peer(chatWith(options), { language: "text", cookie: "s=1" });
    known.connection.receive("hi");
    await known.until(() => known.texts.length === 1);
    const intruder = textClient(chatWith(), "/?room=~v:somebody");
    expect(await intruder.end()).toBe(4403);
  });

  it.each<[string, unknown, number]>([
    ["binary", new Uint8Array(1), 1003],
    ["more than a message may be", "x".repeat(limits.textBytes + 1), 1009],
    ["more bytes than a message may be", "ü".repeat(limits.textBytes / 2 + 1), 1009],
  ])("is closed for %s", async (_, data, code) => {
    const peer = textClient(chatWith());
    peer.connection.receive(data);
    expect(await peer.end()).toBe(code);
  });

  it("may send nothing, which is nothing", async () => {
    const peer = textClient(chatWith());
    for (const text of ["", " ", "hi"]) peer.connection.receive(text);
    await peer.until(() => peer.texts.length === 1);
    expect(peer.texts).toEqual(["Server echoed: hi"]);
  });

  it("that is too fast is answered as fast as it may, and closed when it does not stop", async () => {
    const clock = new TestClock();
    const chat = chatWith({ clock, limits: { rate: { perSecond: 10, burst: 5 } } });
    const peer = textClient(chat);
    for (let at = 1; at <= 25; at += 1) peer.connection.receive(`${at}`);
    await settled();
    expect(peer.texts).toHaveLength(5);
    await clock.pass(1_000);
    expect(peer.texts.length).toBeGreaterThanOrEqual(14);
    await clock.pass(2_000);
    expect(peer.texts).toEqual(Array.from({ length: 25 }, (_, at) => `Server echoed: ${at + 1}`));
    for (let at = 0; at < 410; at += 1) peer.connection.receive("flood");
    expect(peer.closedWith?.code).toBe(4429);
    await clock.pass(20_000);
    expect(clock.timers).toBe(0);
  });

  it("may be silent for as long as its network lets it where the runtime cannot ping", async () => {
    const clock = new TestClock();
    const peer = textClient(chatWith({ clock }));
    Object.assign(peer, { ping: undefined });
    await clock.pass(3_600_000);
    expect([peer.terminated, peer.closedWith]).toEqual([false, undefined]);
    peer.connection.receive("still here");
    await peer.until(() => peer.texts.length === 1);
  });

  it("is told by a close that its message could not be stored", async () => {
    const log = new FaultyLog();
    const peer = textClient(chatWith({ log, onError() {} }));
    await settled();
    log.hold();
    peer.connection.receive("hi");
    log.release({ rejectFrom: 0 });
    expect(await peer.end()).toBe(1011);
  });
});
