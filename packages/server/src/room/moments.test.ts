import { type Chat, createChat } from "@ws-chat/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import type { Page } from "../logs/log.ts";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

const asItIs = (page: Page): Page => page;

let clock: TestClock;
let log: FaultyLog;
let chat: Chat;
beforeEach(() => {
  clock = new TestClock();
  log = new FaultyLog();
  chat = createChat({ clock, log, onMessage: () => {}, limits: { bufferedBytes: 1_000 } });
});
afterEach(() => chat.close());

function enter(): Peer {
  return new Peer(chat, { url: "/?room=lobby" });
}

async function joined(): Promise<Peer> {
  const peer = enter();
  await peer.hello();
  return peer;
}

/** As another process does: this one hears of it by delivery alone. */
async function say(...ids: string[]): Promise<void> {
  for (const id of ids) {
    await log.append("lobby", { kind: "message", id, from: { id: "v:other", role: "visitor" }, ts: 1, text: id });
  }
}

const texts = (peer: Peer): string[] => peer.of("entry").map(({ text }) => text);

describe("what is said at a bad moment", () => {
  it("reaches who opens the room just then, once it has been read", async () => {
    log.seenAs = (page) => {
      log.seenAs = asItIs;
      void say("a");
      return page;
    };
    const peer = enter();
    const { seq } = await peer.hello();
    await settled();
    // Where the welcome counts it, it is history.
    expect([...(seq === 1 ? ["a"] : []), ...texts(peer)]).toEqual(["a"]);
  });

  it.each(Array.from({ length: 24 }, (_, turns) => turns))(
    "reaches who catches up, %i turns after it was read for them",
    async (turns) => {
      const slow = await joined();
      slow.bufferedBytes = 1_001;
      await say("a", "b");
      log.seenAs = (page) => {
        log.seenAs = asItIs;
        void pass(turns).then(() => say("c"));
        return page;
      };
      slow.bufferedBytes = 0;
      await clock.pass(300);
      expect(texts(slow)).toEqual(["a", "b", "c"]);
    },
  );
});

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
}

describe("who goes away while the room opens", () => {
  it("is in it no more", async () => {
    const read = log.read.bind(log);
    const gate = Promise.withResolvers<void>();
    log.read = async (...call) => (await gate.promise, read(...call));
    const peer = enter();
    peer.say({ type: "hello" });
    await settled();
    peer.drop();
    gate.resolve();
    await settled();
    expect([peer.texts, chat.room("lobby").members(), chat.connections]).toEqual([[], [], 0]);
  });
});

describe("who is to resume in a room", () => {
  it("that ends meanwhile has to come again", async () => {
    const ada = await joined();
    await say("a", "b");
    const epoch = ada.of("welcome")[0]?.epoch ?? "";
    const read = log.read.bind(log);
    const gate = Promise.withResolvers<void>();
    log.read = async (...call) => {
      log.read = read;
      const page = await read(...call);
      await gate.promise;
      return page;
    };
    const late = enter();
    late.say({ type: "hello", resume: { epoch, seq: 1, id: "a" } });
    await settled();
    await log.remove("lobby");
    expect(await ada.end()).toBe(4002);
    gate.resolve();
    expect(await late.end()).toBe(4002);
  });

  it("of another epoch starts over, though the entry where they stopped looks the same", async () => {
    await joined();
    await say("a");
    expect(await enter().hello({ resume: { epoch: "another", seq: 1, id: "a" } })).toMatchObject({ resumed: false });
  });

  it("while the log shows less than was delivered has to come again", async () => {
    const slow = await joined();
    slow.bufferedBytes = 1_001;
    await say("a", "b", "c");
    log.seenAs = (page) => ({ ...page, newest: 1, entries: page.entries.filter(({ seq }) => seq === 1) });
    slow.bufferedBytes = 0;
    await clock.pass(1_000);
    expect(slow.closedWith?.code).toBe(4002);
  });
});
