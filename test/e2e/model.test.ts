import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createClient, type ShownMessage } from "@ws-chat/client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { type ServerProcess, startProcess } from "./server-process.ts";

const answers: ServerResponse[] = [];
const asked: unknown[] = [];
/** Speaks as OpenAI's and many others' do: what is asked is kept, and a test says what is answered. */
const api = createServer(async (request, response) => {
  asked.push({ url: request.url, key: request.headers.authorization, body: await json(request) });
  answers.push(response);
  api.emit("asked");
});

function say(answer: ServerResponse | undefined, ...words: string[]): void {
  for (const content of words) answer?.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
}

describe("examples/model/bot.ts", () => {
  let server: ServerProcess;
  let url: string;
  beforeAll(async () => {
    await once(api.listen(0, "127.0.0.1"), "listening");
    const port = await freePort();
    url = `ws://localhost:${port}/websocket`;
    const command = [process.execPath, "--conditions=@ws-chat/source", "packages/ws-chat/src/command.ts"] as const;
    const env = {
      OPENAI_BASE_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}/v1`,
      OPENAI_API_KEY: "key",
      OPENAI_MODEL: "small",
    };
    server = await startProcess(
      [...command, "--port", String(port), "--memory", "--handler", "examples/model/bot.ts"],
      { port, ready: new RegExp(`:${port}\\b`), env },
    );
  });
  afterAll(async () => {
    await server?.stop();
    api.closeAllConnections();
    api.close();
  });
  beforeEach(() => {
    answers.length = asked.length = 0;
  });

  it("asks with what was said before, and its answer is shown as it comes", async () => {
    const chat = createClient({ url });
    const replies: ShownMessage[] = [];
    const replied = new Promise<void>((resolve) =>
      chat.on("message", ({ message, own }) => own || (replies.push(message) === 2 && resolve())),
    );
    for (const [question, answer] of [
      ["Is there rye?", ["Yes, ", "**today**."]],
      ["And tomorrow?", ["", "No, é."]],
    ] as const) {
      const isAsked = once(api, "asked");
      await chat.send(question);
      await isAsked;
      say(answers.at(-1), ...answer);
      const shown = answer.join("");
      await expect.poll(() => chat.getSnapshot().items.at(-1)).toMatchObject({ message: { text: shown } });
      answers.at(-1)?.end("data: [DONE]\n\n");
      await expect.poll(() => chat.getSnapshot().items.at(-1)).toMatchObject({ streaming: false });
    }
    await replied;
    expect(replies.map(({ text }) => text)).toEqual(["Yes, **today**.", "No, é."]);
    expect(asked.at(-1)).toMatchObject({
      url: "/v1/chat/completions",
      key: "Bearer key",
      body: {
        model: "small",
        stream: true,
        messages: [
          { role: "system" },
          { role: "user", content: "Is there rye?" },
          { role: "assistant", content: "Yes, **today**." },
          { role: "user", content: "And tomorrow?" },
        ],
      },
    });
    chat.disconnect();
  });

  it("ends the request when the reader stops the answer", async () => {
    const chat = createClient({ url });
    const isAsked = once(api, "asked");
    await chat.send("Tell me a story");
    await isAsked;
    const [answer] = answers;
    const isCut = answer && once(answer, "close");
    say(answer, "Once upon");
    await expect.poll(() => chat.getSnapshot().items.at(-1)).toMatchObject({ streaming: true });
    const replied = new Promise<ShownMessage>((resolve) =>
      chat.on("message", ({ message, own }) => own || resolve(message)),
    );
    const reply = chat.getSnapshot().items.at(-1);
    if (reply?.type === "message") chat.stop(reply.message.id);
    expect(await replied).toMatchObject({ text: "Once upon", status: "interrupted" });
    await isCut;
    expect(answer?.writableFinished).toBe(false);
    chat.disconnect();
  });

  it("leaves a question visibly unanswered when the model refuses", async () => {
    const chat = createClient({ url });
    const isAsked = once(api, "asked");
    await chat.send("hi");
    await isAsked;
    answers[0]?.writeHead(429).end("slow down");
    await expect.poll(() => chat.getSnapshot().items.at(-1)).toMatchObject({ message: { status: "no-reply" } });
    chat.disconnect();
  });
});
