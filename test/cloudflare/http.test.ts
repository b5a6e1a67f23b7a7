import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requires } from "../requires.ts";
import { randomSecret } from "../conformance/conversation.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");

describe.skipIf(!isHere)("a chat in Durable Objects, over HTTP", () => {
  let workerd: Workerd;
  beforeAll(async () => {
    workerd = await Workerd.start({ worker: new URL("echo-worker.ts", import.meta.url) });
  });
  afterAll(() => workerd?.[Symbol.asyncDispose]());

  const hello = { type: "hello", secret: randomSecret() };

  async function post(
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<Record<string, unknown>[]> {
    const response = await fetch(workerd.url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const lines = (await response.text()).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ type }) => type !== "pong");
  }

  it("takes frames to the room's object", async () => {
    const frames = [hello, { type: "send", n: 1, id: "a", text: "hi" }];
    const answer = await post("/websocket?room=requests", { mode: "send", frames });
    expect(answer).toMatchObject([
      { type: "welcome", room: "requests" },
      { type: "ack", n: 1, seq: 1 },
    ]);
  });

  it("sends who names no room to their own", async () => {
    const answer = await post("/websocket", { mode: "send", frames: [hello] });
    expect(answer).toMatchObject([{ type: "bye", code: 4004, room: expect.stringMatching(/^~v:/) }]);
  });

  it("refuses a page of another site", async () => {
    const answer = await post(
      "/websocket?room=requests",
      { mode: "send", frames: [hello] },
      { Origin: "https://evil.example" },
    );
    expect(answer).toMatchObject([{ type: "bye", code: 4403 }]);
  });
});
