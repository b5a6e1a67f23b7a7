import { limits } from "@ws-chat/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEndpoint, type Endpoint } from "../adapter/endpoint.ts";
import type { Chat } from "../chat-types.ts";
import { createChat } from "../chat.ts";
import { visitorId } from "../identity.ts";

let chat: Chat;
let endpoint: Endpoint;
beforeEach(() => {
  vi.useFakeTimers();
  chat = createChat({ onMessage() {} });
  endpoint = createEndpoint("test", chat, {});
});
afterEach(async () => {
  await chat.close();
  vi.useRealTimers();
});

function post(body: AsyncIterable<Uint8Array>): Promise<Response> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  return endpoint.answer({
    method: "POST",
    url: "/websocket",
    header: (name) => headers[name],
    address: undefined,
    onLoopback: false,
    body,
  });
}

async function* bodyOf(value: unknown): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(JSON.stringify(value));
}

describe("the answer to a POST", () => {
  it.each(["stream", "poll"])("of %s says pong until its time is up, and ends without a bye", async (mode) => {
    const welcomed = await (await post(bodyOf({ mode: "send", frames: [{ type: "hello" }] }))).text();
    const { epoch } = JSON.parse(welcomed.split("\n")[1] ?? "") as { readonly epoch: string };
    const hello = { type: "hello", secret: "A".repeat(22), resume: { epoch, seq: 0, id: "" } };
    const answer = await post(bodyOf({ mode, frames: [hello] }));
    const text = answer.text();
    await vi.advanceTimersByTimeAsync(limits.answerMs - 1);
    expect(chat.connections).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    const types = (await text)
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types.filter((type) => type === "pong")).toHaveLength(1 + Math.floor(limits.answerMs / limits.pongMs));
    expect(types.filter((type) => type !== "pong")).toEqual(["welcome"]);
    expect(chat.connections).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of poll is not ended by being told who is there and who has read", async () => {
    chat = createChat({ onMessage() {}, presence: true, readMarks: true });
    endpoint = createEndpoint("test", chat, {});
    const first = await (await post(bodyOf({ mode: "send", frames: [{ type: "hello" }] }))).text();
    const { epoch } = JSON.parse(first.split("\n")[1] ?? "") as { readonly epoch: string };
    const poll = { type: "hello", secret: "A".repeat(22), resume: { epoch, seq: 0, id: "" } };
    const text = (await post(bodyOf({ mode: "poll", frames: [poll] }))).text();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(chat.connections).toBe(1);
    await chat.close();
    const types = [...(await text).matchAll(/"type":"(\w+)"/g)]
      .map(([, type]) => type)
      .filter((type) => type !== "pong");
    expect(types).toEqual(["welcome", "presence", "read", "bye"]);
  });

  it("is cut off where nothing of it is taken for slowMs, also when all of it was said, and not where something is", async () => {
    const secret = "A".repeat(22);
    const history = { type: "history", before: 10, limit: 1 };
    await chat.user(visitorId(secret)).send("x".repeat(100_000));
    const ask = async () => {
      const { body } = await post(bodyOf({ mode: "send", frames: [{ type: "hello", secret }, history, history] }));
      // The cast: such an answer has one.
      return (body as ReadableStream<Uint8Array>).getReader();
    };
    const [deaf, slow] = [await ask(), await ask()];
    const takes = async (type: string): Promise<void> =>
      expect(new TextDecoder().decode((await slow.read()).value)).toContain(`"type":"${type}"`);
    await vi.advanceTimersByTimeAsync(limits.slowMs - 1);
    expect(chat.connections).toBe(0);
    await takes("pong");
    await vi.advanceTimersByTimeAsync(1);
    await expect(deaf.read()).rejects.toThrow("nothing of this answer was taken");
    await vi.advanceTimersByTimeAsync(limits.slowMs - 1);
    await takes("welcome");
    await vi.advanceTimersByTimeAsync(limits.slowMs - 1);
    await takes("history");
    await takes("history");
    expect((await slow.read()).done).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is 408 where the body does not come, and 503 while too many do not", async () => {
    const never: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    };
    const answers = Array.from({ length: 500 }, () => post(never));
    const hello = { mode: "send", frames: [{ type: "hello" }] };
    expect((await post(bodyOf(hello))).status).toBe(503);
    await vi.advanceTimersByTimeAsync(limits.requestMs);
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([408]));
    expect((await post(bodyOf(hello))).status).toBe(200);
  });
});
