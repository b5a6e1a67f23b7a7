import { describe, expect, it } from "vitest";
import { createEndpoint } from "../adapter/endpoint.ts";
import { createChat } from "../chat.ts";
import { TestClock } from "../test-clock.test-support.ts";
import type { UploadStore } from "./upload-store.ts";

const store: UploadStore = {
  async put(_, bytes) {
    for await (const chunk of bytes) void chunk;
  },
  get: async () => undefined,
  async remove() {},
  async removeAll() {},
};
const headers: Readonly<Record<string, string>> = {
  authorization: `Visitor ${"a".repeat(22)}`,
  "content-disposition": "attachment; filename*=UTF-8''a.txt",
};

describe("takeUpload", () => {
  it("lets go of a file that it has no place for", async () => {
    const clock = new TestClock();
    await using chat = createChat({ clock, uploads: { store } });
    const endpoint = createEndpoint("test", chat, {});
    const bring = (body: ReadableStream<Uint8Array>): Promise<Response> =>
      endpoint.answer({
        method: "POST",
        url: "/chat/uploads",
        header: (name) => headers[name],
        address: undefined,
        onLoopback: false,
        body,
      });
    const coming = Array.from({ length: 4 }, () => bring(new ReadableStream()));
    await clock.pass(0);
    const waiting = clock.timers;
    const refused = new ReadableStream<Uint8Array>();
    expect((await bring(refused)).status).toBe(429);
    expect(clock.timers).toBe(waiting);
    await clock.pass(0);
    expect(refused.locked).toBe(false);
    await chat.close();
    expect((await Promise.all(coming)).map(({ status }) => status)).toEqual([503, 503, 503, 503]);
  });
});
