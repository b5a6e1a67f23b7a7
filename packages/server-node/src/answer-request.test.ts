import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { limits, type ServerFrame } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, describe, expect, it } from "vitest";
import { attachChat } from "./attach.ts";
import type { AttachOptions } from "./options.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const secret = "A".repeat(22);
const hello = { type: "hello", secret };
const send = (n: number, text: string, id = `m${n}`) => ({ type: "send", n, id, text });

type Line = ServerFrame & { readonly reason?: string };

/** An answer, read line by line. */
class Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly #lines: AsyncGenerator<Line, undefined>;

  constructor(response: Response) {
    this.status = response.status;
    this.headers = response.headers;
    this.#lines = linesOf(response);
  }

  async next<T extends Line["type"]>(type: T): Promise<Extract<Line, { type: T }>> {
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done) throw new Error(`the answer has ended without ${type}`);
      if (value.type === type) return value as Extract<Line, { type: T }>;
    }
  }

  /** Everything to its end but `pong`. */
  async rest(): Promise<Line[]> {
    const lines: Line[] = [];
    for await (const line of this.#lines) if (line.type !== "pong") lines.push(line);
    return lines;
  }

  async end(): Promise<void> {
    await this.#lines.return(undefined);
  }
}

async function* linesOf(response: Response): AsyncGenerator<Line, undefined> {
  // The cast: every answer here has a body.
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as Line;
    }
  } finally {
    await reader.cancel();
  }
}

interface Served {
  readonly server: Server;
  readonly chat: Chat;
  readonly url: string;
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

async function serve(chatOptions: ChatOptions = {}, options: AttachOptions = {}): Promise<Served> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const chat = createChat({ onMessage() {}, ...chatOptions });
  attachChat(server, chat, { onRefusedOrigin() {}, ...options });
  const end = new AbortController();
  cleanups.push(async () => {
    end.abort();
    await chat.close();
    server.close().closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/websocket`;
  return {
    server,
    chat,
    url,
    async post(body, headers = {}) {
      return new Answer(
        await fetch(url, {
          method: "POST",
          headers: { "Content-Type": "application/json", ...headers },
          body: typeof body === "string" ? body : JSON.stringify(body),
          signal: end.signal,
        }),
      );
    },
  };
}

/** All that a visitor's own room has. */
async function stored({ post }: Served): Promise<readonly string[]> {
  const answer = await post({ mode: "send", frames: [hello, { type: "history", before: 1_000, limit: 100 }] });
  return (await answer.next("history")).entries.map(({ text }) => text);
}

describe("a POST", () => {
  it("holds a whole conversation in one request", async () => {
    const { post } = await serve({ onMessage: ({ text }) => `You said ${text}` });
    const answer = await post({ mode: "stream", frames: [hello, send(1, "hi")] });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(await answer.next("pong")).toEqual({ type: "pong" });
    expect(await answer.next("welcome")).toMatchObject({ seq: 0, resumed: false });
    expect(await answer.next("ack")).toMatchObject({ n: 1, id: "m1", seq: 1 });
    expect(await answer.next("entry")).toMatchObject({ seq: 2, re: 1, text: "You said hi" });
  });

  it("that speaks is told what becomes of its frames and nothing else, and ends then", async () => {
    const served = await serve({ onMessage: ({ text }) => `You said ${text}` });
    const listening = await served.post({ mode: "stream", frames: [hello] });
    await listening.next("welcome");
    const spoken = await served.post({
      mode: "send",
      frames: [hello, send(1, "one"), send(2, " "), send(3, "three"), { type: "retry", seq: 99 }],
    });
    const lines = await spoken.rest();
    expect(lines.map(({ type }) => type).toSorted()).toEqual(["ack", "ack", "nack", "nack", "welcome"]);
    expect(lines).toContainEqual(expect.objectContaining({ type: "ack", n: 1, id: "m1", seq: 1 }));
    expect(lines).toContainEqual(expect.objectContaining({ type: "nack", n: 2, code: "empty" }));
    expect(lines).toContainEqual(expect.objectContaining({ type: "nack", code: "invalid" }));
    expect(await listening.next("entry")).toMatchObject({ seq: 1, id: "m1", text: "one" });

    const again = await served.post({ mode: "send", frames: [hello, send(1, "one")] });
    expect(await again.next("ack")).toMatchObject({ id: "m1", seq: 1, dup: true });
  });

  it("that polls ends when there is something beyond where its client was", async () => {
    const { post } = await serve();
    const first = await (await post({ mode: "poll", frames: [hello] })).rest();
    expect(first).toMatchObject([{ type: "welcome", resumed: false }]);
    const { epoch } = first[0] as Extract<Line, { type: "welcome" }>;
    const resume = { epoch, seq: 0, id: "" };
    const waiting = await post({ mode: "poll", frames: [{ ...hello, resume }] });
    await waiting.next("welcome");
    await (await post({ mode: "send", frames: [hello, send(1, "one"), send(2, "two")] })).rest();
    expect(await waiting.rest()).toMatchObject([
      { type: "entry", seq: 1 },
      { type: "entry", seq: 2 },
    ]);
    const late = await post({ mode: "poll", frames: [{ ...hello, resume: { epoch, seq: 1, id: "m1" } }] });
    expect(await late.rest()).toMatchObject([{ resumed: true }, { type: "entry", seq: 2 }]);
  });

  it("is nobody's arrival where it speaks or resumes", async () => {
    const joined: string[] = [];
    const { post, chat } = await serve({ onJoin: ({ room }) => void joined.push(room.id) });
    const listening = await post({ mode: "stream", frames: [hello] });
    const { epoch, room } = await listening.next("welcome");
    await (await post({ mode: "send", frames: [hello, send(1, "hi")] })).rest();
    const resume = { epoch, seq: 1, id: "m1" };
    expect(await (await post({ mode: "stream", frames: [{ ...hello, resume }] })).next("welcome")).toMatchObject({
      resumed: true,
    });
    expect(joined).toEqual([room]);
    expect(chat.connections).toBe(2);
  });

  it("takes nothing where the hello leads to another user than its client was welcomed as", async () => {
    const served = await serve();
    const answer = await served.post({ mode: "send", user: "v:another", frames: [hello, send(1, "not mine")] });
    expect((await answer.rest()).at(-1)).toMatchObject({ type: "bye", code: 4002 });
    expect(await stored(served)).toEqual([]);
  });

  it("is refused by a bye that can be read", async () => {
    const { post } = await serve({ authenticate: ({ token }) => (token === "good" ? { id: "ada" } : undefined) });
    expect(await (await post({ mode: "stream", frames: [hello] })).next("bye")).toEqual({
      type: "bye",
      code: 4401,
      reason: "sign-in missing or refused",
    });
    const welcomed = await post({ mode: "send", frames: [{ ...hello, token: "good" }] });
    expect(await welcomed.next("welcome")).toMatchObject({ user: { id: "u:ada" } });
    expect(await (await post({ mode: "send", frames: [send(1, "first")] })).next("bye")).toMatchObject({ code: 4400 });
  });

  it("is told when the server closes, and let go when its peer is", async () => {
    const { post, chat } = await serve();
    const one = await post({ mode: "stream", frames: [hello] });
    const other = await post({ mode: "stream", frames: [hello] });
    await one.next("welcome");
    await other.next("welcome");
    expect(chat.connections).toBe(2);
    await other.end();
    await expect.poll(() => chat.connections).toBe(1);
    void chat.close();
    expect(await one.next("bye")).toMatchObject({ code: 1012, retryMs: expect.any(Number) });
    await expect.poll(() => chat.connections).toBe(0);
  });

  it("has a network that takes nothing of it for slowMs dropped", async () => {
    const { server, post } = await serve();
    const connected = once(server, "connection");
    const answer = await post({ mode: "stream", frames: [hello] });
    const [socket] = (await connected) as [Socket];
    await answer.next("welcome");
    expect(socket.timeout).toBe(limits.slowMs);
    const ended = once(socket, "close");
    socket.emit("timeout");
    await ended;
    await expect(answer.rest()).rejects.toThrow("terminated");
  });

  it("pays by user, however many requests it is", async () => {
    const { post } = await serve({ limits: { rate: { perSecond: 1, burst: 6 } } });
    const answers: Line[] = [];
    for (let at = 1; at <= 4; at += 1) {
      const answer = await post({ mode: "send", frames: [hello, send(1, `${at}`, `m${at}`), send(2, "-", `x${at}`)] });
      answers.push(...(await answer.rest()).filter(({ type }) => type !== "welcome"));
    }
    expect(answers.map((line) => (line.type === "nack" ? line.code : line.type))).toEqual([
      "ack",
      "ack",
      "ack",
      "ack",
      "rate-limited",
      "rate-limited",
    ]);
    const elsewhere = { type: "hello", secret: "B".repeat(22) };
    expect(await (await post({ mode: "send", frames: [elsewhere, send(1, "hi")] })).next("ack")).toBeDefined();

    const flood = {
      mode: "send",
      frames: [hello, ...Array.from({ length: 40 }, () => ({ type: "typing", on: true }))],
    };
    const ends: (Line | undefined)[] = [];
    for (let at = 0; at < 3; at += 1) ends.push((await (await post(flood)).rest()).at(-1));
    expect(ends).toContainEqual(expect.objectContaining({ type: "bye", code: 4429 }));
  });
});

describe("a POST that is none", () => {
  it.each([
    ["cut off", '{"mode":"send"', 400, 4400],
    ["without frames", { mode: "send", frames: [] }, 400, 4400],
    [
      "with too many",
      { mode: "send", frames: Array.from({ length: limits.requestFrames + 1 }, () => hello) },
      400,
      4400,
    ],
    ["of no mode", { mode: "shout", frames: [hello] }, 400, 4400],
    ["a list", [hello], 400, 4400],
    ["as deep as a well", "[".repeat(200_000), 400, 4400],
    ["too big", " ".repeat(limits.requestBytes + 1), 413, 1009],
  ])("%s is refused with a status and a bye", async (_, body, status, code) => {
    const { post } = await serve();
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await answer.rest()).toMatchObject([{ type: "bye", code }]);
  });

  it("leaves the connection to the next", async () => {
    const { url } = await serve();
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname).setEncoding("utf8");
    cleanups.push(() => socket.destroy());
    const heard = async (status: string): Promise<void> => {
      for (let all = ""; !all.includes(status); ) all += String(await once(socket, "data"));
    };
    const body = (length: number): string => " ".repeat(length);
    for (const [length, status] of [
      [4 * limits.requestBytes, "413"],
      [2, "400"],
    ] as const) {
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body(length)}`,
      );
      await heard(` ${status} `);
    }
  });

  it("whose one frame is too big ends as on a WebSocket", async () => {
    const { post } = await serve();
    const frames = [hello, { type: "typing", on: true, text: "x".repeat(limits.frameBytes) }];
    expect((await (await post({ mode: "send", frames })).rest()).at(-1)).toMatchObject({ type: "bye", code: 1009 });
  });
});

describe("a page of another site", () => {
  const evil = "https://evil.example";
  const body = { mode: "send", frames: [hello, send(1, "forged")] };

  it.each([
    ["a form", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["a form of plain text", { "Content-Type": "text/plain" }],
    ["a form that says it is JSON further on", { "Content-Type": "text/plain; application/json" }],
    ["a multipart form", { "Content-Type": "multipart/form-data; boundary=x" }],
    ["a beacon without a type", { "Content-Type": "" }],
  ])("cannot speak by %s", async (_, headers) => {
    const served = await serve();
    // Such as an old browser, or a page that hides where it is: without an origin the type alone tells.
    const answer = await served.post(body, headers);
    expect(answer.status).toBe(415);
    expect(await stored(served)).toEqual([]);
  });

  it.each([
    ["another site", { Origin: evil }],
    ["a sandboxed frame", { Origin: "null" }],
    ["a site called almost like ours", { Origin: "https://127.0.0.1.evil.example" }],
  ])("is refused: %s", async (_, headers) => {
    const served = await serve({}, { origins: ["https://shop.example"] });
    const answer = await served.post(body, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(await answer.rest()).toMatchObject([{ type: "bye", code: 4403 }]);
    expect(await stored(served)).toEqual([]);
  });

  it.each([
    ["https://shop.example", "https://shop.example"],
    [evil, null],
    ["null", null],
  ])("may ask beforehand, and %s is allowed %s", async (origin, allowed) => {
    const { url } = await serve({}, { origins: ["https://shop.example"] });
    const { status, headers } = await fetch(url, { method: "OPTIONS", headers: { Origin: origin } });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(allowed);
    expect(headers.get("access-control-allow-credentials")).toBe(allowed && "true");
    expect(headers.get("access-control-allow-headers")).toBe(allowed && "Content-Type");
    expect(headers.get("vary")).toBe("Origin");
  });

  it("may speak where it is listed, and nobody else may read the answer", async () => {
    const { post } = await serve({}, { origins: ["https://shop.example"] });
    const answer = await post(body, { Origin: "https://shop.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(answer.headers.get("vary")).toBe("Origin");
    expect(await answer.next("ack")).toMatchObject({ id: "m1" });
  });
});
