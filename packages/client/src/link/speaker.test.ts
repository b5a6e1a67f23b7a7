import { limits } from "@ws-chat/protocol";
import { expect, it, onTestFinished, vi } from "vitest";
import { createSpeaker } from "./speaker.ts";

it("gives a request up that nobody answers, as on a connection that carries nothing any more", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lost = vi.fn();
  let signal: AbortSignal | undefined;
  async function* post(_: readonly object[], given: AbortSignal): AsyncGenerator<string> {
    signal = given;
    yield '{"type":"pong"}';
    await new Promise(() => {});
  }
  const speaker = createSpeaker({ post, take() {}, lost });
  speaker.say(JSON.stringify({ type: "send", n: 1, id: "a", text: "hi" }));
  await vi.advanceTimersByTimeAsync(limits.answerMs - 1);
  expect(lost).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(lost).toHaveBeenCalledOnce();
  speaker.stop();
  expect(signal?.aborted).toBe(true);
});

it("has no time running once all is answered", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const taken: string[] = [];
  async function* post(): AsyncGenerator<string> {
    yield '{"type":"ack","n":1,"id":"a","seq":1,"ts":1}';
  }
  const speaker = createSpeaker({ post, take: ({ type }) => taken.push(type), lost() {} });
  speaker.say(JSON.stringify({ type: "send", n: 1, id: "a", text: "hi" }));
  await vi.advanceTimersByTimeAsync(0);
  expect([taken, speaker.isIdle, vi.getTimerCount()]).toEqual([["ack"], true, 0]);
});
