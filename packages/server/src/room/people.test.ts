import { limits, type ServerFrame } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { visitorId } from "../identity.ts";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

const url = "/?room=lobby";
const secretOf = (name: string): string => name.padEnd(22, "x");
const idOf = (name: string): string => visitorId(secretOf(name));

let clock: TestClock;
let chat: Chat;

function create(options: ChatOptions = {}): void {
  chat = createChat({ clock, onMessage: () => {}, presence: true, readMarks: true, ...options });
}
beforeEach(() => {
  clock = new TestClock();
  create();
});
afterEach(() => chat.close());

async function enter(name: string, options: { readonly room?: string } = {}): Promise<Peer> {
  const peer = new Peer(chat, { url: options.room ? `/?room=${options.room}` : url });
  await peer.hello({ secret: secretOf(name), name });
  return peer;
}
/** Who each `presence` named. */
const told = (peer: Peer): string[] => peer.of("presence").map(({ users }) => users.map(({ name }) => name).join(" "));
const reads = (peer: Peer): string[] => peer.of("read").map(({ user, seq }) => `${user} ${seq}`);
const passing = (frame: ServerFrame): boolean => frame.type === "presence" || frame.type === "read";

describe("presence", () => {
  it("is told to who comes in right after their welcome, and to the others", async () => {
    const ada = await enter("ada");
    expect(ada.frames.map(({ type }) => type)).toEqual(["welcome", "presence", "read"]);
    await clock.pass(1_000);
    const ben = await enter("ben");
    expect([told(ada), told(ben)]).toEqual([["ada", "ada ben"], ["ada ben"]]);
    expect(ben.of("presence")[0]).toEqual({
      type: "presence",
      users: [ada, ben].map((peer) => peer.of("welcome")[0]?.user),
      total: 2,
    });
  });

  it("puts all that come and go within a second into one frame", async () => {
    const ada = await enter("ada");
    for (const name of ["ben", "cleo", "dan"]) await enter(name);
    expect(told(ada)).toEqual(["ada"]);
    await clock.pass(1_000);
    expect(told(ada)).toEqual(["ada", "ada ben cleo dan"]);
  });

  it("has them in their own list who come in while it is too early to tell the others", async () => {
    const peers = [await enter("ada"), await enter("ben"), await enter("cleo")];
    expect(peers.map(told)).toEqual([["ada"], ["ada ben"], ["ada ben cleo"]]);
    await clock.pass(1_000);
    expect(peers.map(told)).toEqual([["ada", "ada ben cleo"], ["ada ben", "ada ben cleo"], ["ada ben cleo"]]);
  });

  it("counts somebody with several tabs once, and as there until the last of them has gone for five seconds", async () => {
    const ada = await enter("ada");
    const tabs = [await enter("ben"), await enter("ben")];
    await clock.pass(1_000);
    expect(told(ada)).toEqual(["ada", "ada ben"]);
    tabs[0]?.drop();
    await clock.pass(60_000);
    tabs[1]?.drop();
    await clock.pass(4_999);
    expect(told(ada)).toEqual(["ada", "ada ben"]);
    await clock.pass(1);
    expect(told(ada)).toEqual(["ada", "ada ben", "ada"]);
  });

  it("does not tell of somebody who was away for less than five seconds", async () => {
    const ada = await enter("ada");
    for (let time = 0; time < 10; time += 1) {
      const ben = await enter("ben");
      await clock.pass(3_000);
      ben.drop();
      await clock.pass(3_000);
    }
    expect(told(ada)).toEqual(["ada", "ada ben"]);
  });

  it("tells of another name", async () => {
    const ada = await enter("ada");
    const ben = await enter("ben");
    await clock.pass(1_000);
    ben.drop();
    await new Peer(chat, { url }).hello({ secret: secretOf("ben"), name: "Benjamin" });
    await clock.pass(1_000);
    expect(told(ada)).toEqual(["ada", "ada ben", "ada Benjamin"]);
  });

  it("tells nobody what they have been told", async () => {
    const ada = await enter("ada");
    const ben = await enter("ben");
    await clock.pass(1_000);
    ben.drop();
    await clock.pass(4_500);
    await new Peer(chat, { url }).hello({ secret: secretOf("ada"), name: "Ada" });
    // Missed for a moment, in which it was too early to tell.
    await clock.pass(700);
    await enter("ben");
    await clock.pass(5_000);
    expect(told(ada)).toEqual(["ada", "ada ben", "Ada ben"]);
  });

  it("lists fifty, counts all, and tells each of a thousand four times as they come, and then once in ten seconds", async () => {
    create({ presence: true, readMarks: false });
    const peers: Peer[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      peers.push(await enter(`guest-${at}`));
      if (at % 100 === 99) await clock.pass(1_000);
    }
    await clock.pass(60_000);
    for (const peer of peers) {
      const last = peer.of("presence").at(-1);
      expect([last?.users.length, last?.total]).toEqual([limits.presenceUsers, 1_000]);
    }
    const sent = (): number =>
      peers.reduce((sum, peer) => sum + peer.texts.filter((text) => text.includes("presence")).length, 0);
    const before = sent();
    expect(before).toBeLessThan(5_000);
    // Somebody comes or goes each second for a minute: each of the others hears of it once in ten seconds.
    for (let second = 0; second < 60; second += 1) {
      if (second % 2) peers.pop()?.drop();
      else await enter(`late-${second}`);
      await clock.pass(1_000);
    }
    expect(sent() - before).toBeLessThan(7_000);
  }, 60_000);

  it("reaches a member that reads slowly once it reads on", async () => {
    create({ limits: { bufferedBytes: 1_000 } });
    const ada = await enter("ada");
    ada.bufferedBytes = 2_000;
    chat.room("lobby").typing(true);
    await enter("ben");
    await clock.pass(5_000);
    expect(told(ada)).toEqual(["ada"]);
    ada.bufferedBytes = 0;
    await clock.pass(2_000);
    expect(told(ada)).toEqual(["ada", "ada ben"]);
  });

  it("lists text clients and sends them nothing", async () => {
    const text = new Peer(chat, { url, language: "text" });
    await settled();
    const ada = await enter("ada");
    await clock.pass(1_000);
    expect(ada.of("presence").at(-1)?.total).toBe(2);
    expect(text.texts).toEqual([]);
  });

  it("leaves no timer behind", async () => {
    const before = clock.timers;
    const [ada, ben] = [await enter("ada"), await enter("ben")];
    ben.drop();
    ada.drop();
    expect(clock.timers).toBe(before);
  });
});

describe("read marks", () => {
  it("go to the room's other users, once, and forward only", async () => {
    const [ada, ben, tab] = [await enter("ada"), await enter("ben"), await enter("ben")];
    for (const text of ["1", "2"]) await chat.room("lobby").send(text);
    const own = `${idOf("ben")} 0`;
    ben.say({ type: "read", seq: 1 });
    await clock.pass(1_000);
    ben.say({ type: "read", seq: 2 });
    tab.say({ type: "read", seq: 1 });
    ben.say({ type: "read", seq: 2 });
    await clock.pass(5_000);
    expect(reads(ada)).toEqual([`${idOf("ada")} 0`, `${idOf("ben")} 1`, `${idOf("ben")} 2`]);
    expect([reads(ben), reads(tab)]).toEqual([[own], [own]]);
    expect(reads(await enter("cleo")).at(-1)).toBe(`${idOf("ben")} 2`);
  });

  it("of what is not there yet are dropped", async () => {
    const [ada, ben] = [await enter("ada"), await enter("ben")];
    await chat.room("lobby").send("1");
    ben.say({ type: "read", seq: 2 });
    ben.say({ type: "read", seq: 0 });
    await clock.pass(5_000);
    expect(reads(ada)).toHaveLength(1);
    await chat.room("lobby").send("2");
    ben.say({ type: "read", seq: 2 });
    expect(reads(ada).at(-1)).toBe(`${idOf("ben")} 2`);
  });

  it("that move fast are passed on once a second", async () => {
    const [ada, ben] = [await enter("ada"), await enter("ben")];
    for (let seq = 1; seq <= 20; seq += 1) {
      await chat.room("lobby").send(String(seq));
      ben.say({ type: "read", seq });
    }
    await clock.pass(1_000);
    expect(reads(ada).slice(1)).toEqual([`${idOf("ben")} 1`, `${idOf("ben")} 20`]);
  });

  it("are told to who comes in, also of those who have gone, and also after the room was empty", async () => {
    const ben = await enter("ben");
    await chat.room("lobby").send("1");
    ben.say({ type: "read", seq: 1 });
    ben.drop();
    await clock.pass(60_000);
    const ada = await enter("ada");
    expect(reads(ada)).toEqual([`${idOf("ada")} 0`, `${idOf("ben")} 1`]);
    const again = await enter("ben");
    expect(reads(again)).toEqual([`${idOf("ben")} 1`]);
  });

  it("are forgotten with the messages that they are of", async () => {
    const ben = await enter("ben");
    await chat.room("lobby").send("1");
    ben.say({ type: "read", seq: 1 });
    await chat.room("lobby").remove();
    expect(await ben.end()).toBe(4002);
    await chat.room("lobby").send("another 1");
    expect(reads(await enter("ada"))).toEqual([`${idOf("ada")} 0`]);
  });

  it("are passed on among fifty, and not among more", async () => {
    create({ limits: { rate: { perSecond: 1e6, burst: 1e6 } } });
    const peers: Peer[] = [];
    for (let at = 0; at < limits.presenceUsers; at += 1) peers.push(await enter(`guest-${at}`));
    const [ada, ben] = peers;
    await chat.room("lobby").send("1");
    ben?.say({ type: "read", seq: 1 });
    expect(ada && reads(ada)).toHaveLength(2);
    await enter("one-more");
    await chat.room("lobby").send("2");
    ben?.say({ type: "read", seq: 2 });
    await clock.pass(60_000);
    expect(ada && reads(ada)).toHaveLength(2);
  });
});

describe("createChat", () => {
  it.each<[ChatOptions, readonly string[], readonly string[]]>([
    [{ presence: false, readMarks: false }, [], []],
    [{ presence: true, readMarks: false }, ["presence"], ["presence"]],
    [{ presence: false, readMarks: true }, ["read"], ["read"]],
    [{ presence: true, readMarks: true }, ["presence", "read"], ["presence", "read"]],
  ])("lists and sends only what is on: %o", async (options, features, frames) => {
    create(options);
    const ada = await enter("ada");
    expect(ada.of("welcome")[0]?.features.filter((one) => one === "presence" || one === "read")).toEqual(features);
    expect(ada.frames.filter(passing).map(({ type }) => type)).toEqual(frames);
    const ben = await enter("ben");
    await chat.room("lobby").send("1");
    ben.say({ type: "read", seq: 1 });
    await clock.pass(5_000);
    expect(new Set(ada.frames.filter(passing).map(({ type }) => type))).toEqual(new Set(frames));
  });

  it("refuses what is neither on nor off", () => {
    // The cast: what JavaScript may pass.
    expect(() => createChat({ presence: "yes" as unknown as boolean })).toThrow(
      'createChat: option presence ("yes") must be true or false',
    );
  });
});

describe("room.members()", () => {
  it("are whom the room is told of", async () => {
    await enter("ada");
    const ben = await enter("ben");
    ben.drop();
    expect(
      chat
        .room("lobby")
        .members()
        .map(({ name }) => name),
    ).toEqual(["ada", "ben"]);
    await clock.pass(5_000);
    expect(
      chat
        .room("lobby")
        .members()
        .map(({ name }) => name),
    ).toEqual(["ada"]);
  });
});
