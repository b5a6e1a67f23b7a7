import { describe, expect, it, vi } from "vitest";
import { createChat } from "./chat.ts";
import type { Chat, ChatOptions } from "./chat-types.ts";
import { FaultyLog } from "./faulty-log.test-support.ts";
import { Peer } from "./peer.test-support.ts";
import { settled, TestClock } from "./test-clock.test-support.ts";

/** A peer that finishes a close at once, as browsers do. */
class PolitePeer extends Peer {
  override close(code: number, reason: string): void {
    super.close(code, reason);
    queueMicrotask(() => this.connection.closed());
  }
}

/** A chat of `count` members under a clock of its own, and whether its drain has resolved. */
async function crowd(count: number, options: ChatOptions = {}) {
  const clock = new TestClock();
  const chat = createChat({ clock, onMessage: () => {}, ...options });
  const peers: Peer[] = [];
  for (let at = 0; at < count; at += 1) {
    const peer = new PolitePeer(chat, { url: "/websocket?room=lobby" });
    await peer.hello();
    peers.push(peer);
  }
  return { clock, chat, peers, told: () => peers.filter(({ closedWith }) => closedWith).length };
}

function outcomeOf(promise: Promise<void>): { done: boolean } {
  const outcome = { done: false };
  void promise.then(() => (outcome.done = true));
  return outcome;
}

describe("chat.drain", () => {
  it("sends everybody away, one after the other over the time given, and resolves when the last has gone", async () => {
    const { clock, chat, peers, told } = await crowd(10);
    const outcome = outcomeOf(chat.drain({ over: "10s" }));
    const counts: number[] = [];
    for (let second = 0; second < 10; second += 1) {
      await settled();
      counts.push(told());
      expect(outcome.done).toBe(second === 9);
      await clock.pass(1_000);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const peer of peers) {
      expect(peer.of("bye")).toEqual([{ type: "bye", code: 1012, retryMs: 250 }]);
      expect(peer.closedWith?.code).toBe(1012);
    }
    expect([clock.timers, chat.connections]).toEqual([0, 0]);
  });

  it("spreads thousands evenly, by a few timers", async () => {
    const { clock, chat, told } = await crowd(1_000);
    const drained = chat.drain({ over: 2_000 });
    await clock.pass(1_000);
    expect(told()).toBeGreaterThan(450);
    expect(told()).toBeLessThan(550);
    await clock.pass(1_000);
    expect(told()).toBe(1_000);
    await drained;
  });

  it("takes nobody in from its first moment on, and tells them when to come back", async () => {
    const { chat } = await crowd(2);
    void chat.drain({ over: "10s" });
    const late = new Peer(chat);
    expect(late.frames).toEqual([{ type: "bye", code: 1012, retryMs: 250 }]);
    expect(late.closedWith?.code).toBe(1012);
    const lateText = new Peer(chat, { language: "text" });
    expect([lateText.texts, lateText.closedWith?.code]).toEqual([[], 1012]);
    await settled();
    expect(chat.connections).toBe(1);
    await chat.close();
  });

  it("goes on serving those whose turn has not come", async () => {
    const { chat, peers, clock } = await crowd(2, { onMessage: ({ text }) => `heard ${text}` });
    const drained = chat.drain({ over: "4s" });
    peers[1]?.write("still here");
    expect(await peers[1]?.next("ack")).toMatchObject({ n: 1 });
    expect(await peers[1]?.next("entry")).toMatchObject({ text: "heard still here" });
    await clock.pass(4_000);
    await drained;
  });

  it("lets handlers end, and stores what they say", async () => {
    const log = new FaultyLog();
    const append = vi.spyOn(log, "append");
    const answer = Promise.withResolvers<string>();
    const { chat, peers, clock } = await crowd(1, { log, onMessage: () => answer.promise });
    peers[0]?.write("a long one");
    await settled();
    const outcome = outcomeOf(chat.drain({ over: "10s" }));
    await clock.pass(5_000);
    expect(outcome.done).toBe(false);
    answer.resolve("the answer");
    await settled();
    expect(outcome.done).toBe(true);
    expect(append.mock.calls.map(([, { text }]) => text)).toEqual(["a long one", "the answer"]);
  });

  it("aborts the handlers that take longer than that", async () => {
    let signal: AbortSignal | undefined;
    const { chat, peers, clock } = await crowd(1, {
      onMessage: (_, context) => {
        ({ signal } = context);
        return new Promise<never>(() => {});
      },
    });
    peers[0]?.write("for ever");
    await settled();
    const outcome = outcomeOf(chat.drain({ over: "3s" }));
    await clock.pass(2_999);
    expect([signal?.aborted, outcome.done]).toEqual([false, false]);
    await clock.pass(1);
    expect([signal?.aborted, outcome.done]).toEqual([true, true]);
  });

  it("drops a peer that does not finish its close", async () => {
    const { chat, clock } = await crowd(0);
    const deaf = new Peer(chat);
    await deaf.hello();
    const outcome = outcomeOf(chat.drain({ over: 0 }));
    await clock.pass(1_999);
    expect([deaf.terminated, outcome.done]).toEqual([false, false]);
    await clock.pass(1);
    expect([deaf.terminated, outcome.done, chat.connections, clock.timers]).toEqual([true, true, 0, 0]);
  });

  it("ends at once where close is called meanwhile", async () => {
    const { chat, told } = await crowd(5);
    const drained = chat.drain({ over: "1m" });
    expect(told()).toBe(1);
    await chat.close();
    expect(told()).toBe(5);
    await drained;
  });

  it("may be called twice, and after close", async () => {
    const { chat } = await crowd(1);
    await Promise.all([chat.drain({ over: 0 }), chat.drain({ over: "5s" })]);
    await chat.close();
    await chat.drain();
  });

  it.each([["10 parsecs"], ["10"], [-1], [Number.NaN], [Number.POSITIVE_INFINITY], ["50000m"], [null], [{}]])(
    "throws a TypeError with the remedy for over: %s, and drains nothing",
    async (over) => {
      const { chat } = await crowd(0);
      const wrong = () => chat.drain({ over } as Parameters<Chat["drain"]>[0]);
      expect(wrong).toThrow(TypeError);
      expect(wrong).toThrow(/chat\.drain: over .* must be a time such as "10s"/);
      await new Peer(chat).hello();
      await chat.close();
    },
  );
});
