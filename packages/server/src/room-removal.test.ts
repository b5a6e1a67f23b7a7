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

async function joined(chat: Chat, url = "/?room=lobby"): Promise<Peer> {
  const peer = new Peer(chat, { url });
  await peer.hello();
  return peer;
}

describe("a handler whose room is removed", () => {
  const answers: [string, (gate: Promise<string>) => ReturnType<NonNullable<ChatOptions["onMessage"]>>][] = [
    ["a promise", (gate) => gate],
    [
      "a stream",
      async function* (gate) {
        yield "about ";
        yield await gate;
      },
    ],
  ];

  it.each(answers)("is told to stop, and %s puts nothing back", async (_, answer) => {
    const gate = Promise.withResolvers<string>();
    let context: Context | undefined;
    const chat = chatWith({
      onMessage(_message, given) {
        context = given;
        return answer(gate.promise);
      },
    });
    const peer = await joined(chat);
    peer.write("secret");
    await settled();
    await chat.room("lobby").remove();
    expect(context?.signal.aborted).toBe(true);
    gate.resolve("secret");
    await expect(context?.send("secret")).rejects.toThrow("removed");
    await settled();
    expect(await chat.room("lobby").history()).toEqual([]);
  });

  it("tries no further to say what the log did not take", async () => {
    const [clock, log] = [new TestClock(), new FaultyLog()];
    const chat = chatWith({ clock, log, onMessage: ({ text }) => `about ${text}` });
    const peer = await joined(chat);
    const append = log.append.bind(log);
    const away = vi
      .spyOn(log, "append")
      .mockImplementation((room, entry) =>
        entry.from.id === "bot" ? Promise.reject(new Error("away")) : append(room, entry),
      );
    peer.write("secret");
    await settled();
    away.mockRestore();
    await chat.room("lobby").remove();
    await clock.pass(20_000);
    expect(await chat.room("lobby").history()).toEqual([]);
  });

  it("leaves handlers of other rooms alone", async () => {
    const gate = Promise.withResolvers<string>();
    const chat = chatWith({ onMessage: () => gate.promise });
    const peer = await joined(chat);
    peer.write("hi");
    await settled();
    await chat.room("elsewhere").remove();
    gate.resolve("hello");
    expect(await peer.next("entry")).toMatchObject({ text: "hello" });
  });
});
