import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, describe, expect, it } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function asked(options: ChatOptions): Promise<Peer> {
  const chat = createChat(options);
  chats.push(chat);
  const peer = new Peer(chat, { url: "/" });
  await peer.hello();
  peer.write("hi");
  return peer;
}

describe("a handler at work", () => {
  it("that takes longer than a tick is seen typing until it has answered", async () => {
    const clock = new TestClock();
    const gate = Promise.withResolvers<string>();
    const peer = await asked({ clock, onMessage: () => gate.promise });
    await clock.pass(12_000);
    gate.resolve("done");
    await clock.pass(20_000);
    const typing = peer.of("typing");
    expect(typing.map(({ on }) => on)).toEqual([true, true, true, false]);
    expect(typing[0]?.from).toEqual({ id: "bot", role: "bot" });
  });

  it("is not seen typing once its answer is on the way to the log, which a sign might come behind", async () => {
    const clock = new TestClock();
    const log = new FaultyLog();
    const peer = await asked({ clock, log, onMessage: async () => "answer" });
    log.hold();
    await settled();
    await clock.pass(6_000);
    const typing = peer.of("typing");
    log.release();
    expect(await peer.next("entry")).toMatchObject({ text: "answer" });
    expect(typing).toEqual([]);
  });
});
