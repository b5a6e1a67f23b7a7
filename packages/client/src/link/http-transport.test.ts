import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openHttp, type Way } from "./http-transport.ts";
import type { Transport } from "./transport.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Body {
  readonly mode: string;
  readonly user?: string;
  readonly frames: readonly { readonly type: string; readonly n?: number; readonly resume?: object }[];
}

/** A request as its server has it. */
class Asked {
  readonly body: Body;
  readonly response: ServerResponse;

  constructor(body: Body, response: ServerResponse) {
    this.body = body;
    this.response = response;
  }

  say(...frames: object[]): this {
    for (const frame of frames) this.response.write(`${JSON.stringify(frame)}\n`);
    return this;
  }

  end(): void {
    this.response.end();
  }
}

/** Both ends of an HTTP transport: what it tells its link, and the requests that it makes. */
class Ends {
  readonly received: { type: string; [name: string]: unknown }[] = [];
  readonly closings: [code: number, reason: string][] = [];
  asked = 0;
  readonly way: Way = { polls: false };
  transport!: Transport;
  readonly #requests: Asked[] = [];
  #change = Promise.withResolvers<void>();

  static async open({ polls = false } = {}): Promise<Ends> {
    const ends = new Ends();
    ends.way.polls = polls;
    const server = createServer((request, response) => void ends.#take(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => {
      ends.transport.close();
      server.close().closeAllConnections();
    });
    const opened = Promise.withResolvers<string>();
    ends.transport = openHttp({
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/chat?room=a`,
      subprotocol: "ws-chat.v1",
      way: ends.way,
      asked: () => void ends.asked++,
      listener: {
        opened: opened.resolve,
        received(data) {
          ends.received.push(JSON.parse(String(data)));
          ends.#changed();
        },
        closed(code, reason) {
          ends.closings.push([code, reason]);
          ends.#changed();
        },
      },
    });
    await opened.promise;
    return ends;
  }

  /** One that has been welcomed by the first request, which goes on. */
  static async welcomed(): Promise<{ ends: Ends; listening: Asked }> {
    const ends = await Ends.open();
    ends.say({ type: "hello", secret: "s" });
    const listening = (await ends.next()).say({ type: "pong" }, welcome);
    await ends.until(() => ends.received.some(({ type }) => type === "welcome"));
    return { ends, listening };
  }

  say(frame: object): void {
    if (!this.transport.send(JSON.stringify(frame))) throw new Error("the transport takes no more");
  }

  /** The next request. */
  async next(): Promise<Asked> {
    await this.until(() => this.#requests.length > 0);
    return this.#requests.shift() as Asked;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#change.promise;
  }

  /** Of the frames of that type that the link was told, the first, second, … */
  async heard(type: string, nth = 1): Promise<object | undefined> {
    const heard = (): object[] => this.received.filter((frame) => frame.type === type);
    await this.until(() => heard().length >= nth);
    return heard()[nth - 1];
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.#requests.push(new Asked(JSON.parse(String(Buffer.concat(chunks))) as Body, response));
    this.#changed();
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

const welcome = {
  type: "welcome",
  user: { id: "v:1", role: "visitor" },
  room: "a",
  epoch: "e",
  seq: 4,
  id: "m4",
  resumed: false,
  streams: [],
};
const entry = (seq: number) => ({ type: "entry", seq, id: `m${seq}`, from: { id: "bot" }, text: "" });
const send = (n: number) => ({ type: "send", n, id: `m${n}`, text: `${n}` });

describe("an HTTP transport", () => {
  it("listens anew where its reading has got to, and says nothing of it", async () => {
    const { ends, listening } = await Ends.welcomed();
    expect(listening.body).toEqual({ mode: "stream", frames: [{ type: "hello", secret: "s" }] });
    listening.say(entry(5), entry(6)).end();
    const next = await ends.next();
    expect(next.body.frames).toEqual([{ type: "hello", secret: "s", resume: { epoch: "e", seq: 6, id: "m6" } }]);
    next.say({ ...welcome, seq: 6, id: "m6", resumed: true }, entry(7));
    expect(await ends.heard("entry", 3)).toMatchObject({ seq: 7 });
    expect(ends.received.map(({ type }) => type)).toEqual(["pong", "welcome", "entry", "entry", "pong", "entry"]);
    expect(ends.closings).toEqual([]);
  });

  it.each([
    ["its cursor is refused", { ...welcome, resumed: false }],
    ["it is somebody else", { ...welcome, resumed: true, user: { id: "v:2", role: "visitor" } }],
  ])("ends where %s later", async (_, frame) => {
    const { ends, listening } = await Ends.welcomed();
    listening.end();
    (await ends.next()).say(frame);
    await ends.until(() => ends.closings.length > 0);
    expect(ends.closings).toEqual([[1006, ""]]);
    expect(ends.received.map(({ type }) => type)).toEqual(["pong", "welcome"]);
  });

  it("ends where a stream is over and its entry does not come", async () => {
    const { ends, listening } = await Ends.welcomed();
    for (const id of ["ends", "vanishes"]) listening.say({ type: "snapshot", id, i: 0, text: "", from: { id: "bot" } });
    listening.end();
    const resumed = { ...welcome, resumed: true };
    // Its entry may be on its way.
    (await ends.next()).say(resumed, { ...entry(5), id: "ends" }).end();
    await ends.heard("entry");
    expect(ends.closings).toEqual([]);
    (await ends.next()).say({ ...resumed, seq: 5, id: "ends" });
    await ends.until(() => ends.closings.length > 0);
    expect(ends.closings).toEqual([[1006, ""]]);
  });

  it.each([
    ["answers with something else", (asked: Asked) => asked.response.end("<!doctype html>")],
    ["answers with nothing", (asked: Asked) => asked.end()],
    ["cuts the answer off", (asked: Asked) => asked.say(welcome).response.destroy()],
  ])("ends where the server %s", async (_, act) => {
    const ends = await Ends.open();
    ends.say({ type: "hello" });
    act(await ends.next());
    await ends.until(() => ends.closings.length > 0);
    expect(ends.closings).toEqual([[1006, ""]]);
    expect(ends.transport.send("{}")).toBe(false);
  });

  it("ends with the code and the reason of a bye", async () => {
    const { ends, listening } = await Ends.welcomed();
    listening.say({ type: "bye", code: 4401, reason: "not you" }).end();
    await ends.until(() => ends.closings.length > 0);
    expect(ends.received.at(-1)).toMatchObject({ type: "bye", code: 4401 });
    expect(ends.closings).toEqual([[4401, "not you"]]);
  });

  it("says one request after the other, what is said at once in one, counted from 1 in each", async () => {
    const { ends } = await Ends.welcomed();
    ends.say(send(1));
    ends.say(send(2));
    const first = await ends.next();
    expect(first.body).toMatchObject({ mode: "send", user: "v:1", frames: [{ type: "hello" }, send(1), send(2)] });
    ends.say(send(3));
    first.say(welcome, { type: "ack", n: 1, id: "m1", seq: 5, ts: 0 }, { type: "ack", n: 2, id: "m2", seq: 6, ts: 0 });
    expect(await ends.heard("ack", 2)).toMatchObject({ n: 2, dup: true });
    first.end();
    const second = await ends.next();
    expect(second.body.frames.slice(1)).toEqual([{ ...send(3), n: 1 }]);
    second.say({ type: "ack", n: 1, id: "m3", seq: 7, ts: 0 }).end();
    expect(await ends.heard("ack", 3)).toMatchObject({ n: 3, id: "m3", dup: true });
  });

  it("forgets what was to be said behind a send that has to come again", async () => {
    const { ends } = await Ends.welcomed();
    for (const n of [1, 2, 3]) ends.say(send(n));
    const first = await ends.next();
    ends.say(send(4));
    ends.say({ type: "read", seq: 1 });
    first.say({ type: "ack", n: 1, id: "m1", seq: 5, ts: 0 });
    first.say({ type: "nack", n: 2, id: "m2", code: "rate-limited", message: "", retryMs: 5 }).end();
    expect(await ends.heard("nack")).toMatchObject({ n: 2 });
    const second = await ends.next();
    expect(second.body.frames.slice(1)).toEqual([{ type: "read", seq: 1 }]);
    second.end();
    ends.say(send(2));
    expect((await ends.next()).body.frames.slice(1)).toEqual([{ ...send(2), n: 1 }]);
  });

  it("ends where nobody says what has become of a send", async () => {
    const { ends } = await Ends.welcomed();
    ends.say(send(1));
    (await ends.next()).say(welcome).end();
    await ends.until(() => ends.closings.length > 0);
    expect(ends.closings).toEqual([[1006, ""]]);
  });

  it("listens anew in place of a ping, which goes nowhere by itself", async () => {
    const { ends, listening } = await Ends.welcomed();
    const left = once(listening.response, "close");
    ends.say({ type: "ping" });
    expect((await ends.next()).body).toMatchObject({ mode: "stream", frames: [{ type: "hello" }] });
    await left;
    expect(ends.asked).toBe(1);
  });

  it("polls from then on where no line has come in three seconds", async () => {
    const ends = await Ends.open();
    ends.say({ type: "hello" });
    const held = await ends.next();
    expect(held.body.mode).toBe("stream");
    const polling = await ends.next();
    expect(polling.body.mode).toBe("poll");
    expect(ends.way.polls).toBe(true);
    polling.say({ type: "pong" }, welcome).end();
    expect((await ends.next()).body).toMatchObject({ mode: "poll", frames: [{ resume: { seq: 4 } }] });
    expect(ends.closings).toEqual([]);
  });

  it("asks for what ends the answer where the link waits for a line and answers are held back", async () => {
    const ends = await Ends.open({ polls: true });
    const resume = { epoch: "e", seq: 4, id: "m4" };
    const question = { type: "history", before: 1, limit: 1 };
    const nothing = { type: "history", before: 1, entries: [], more: false };
    const resumed = { ...welcome, resumed: true };
    ends.say({ type: "hello", resume });
    const first = await ends.next();
    expect(first.body).toEqual({ mode: "poll", frames: [{ type: "hello", resume }, question] });
    first.say({ type: "pong" }, resumed, nothing).end();
    const polling = await ends.next();
    expect(polling.body).toEqual({ mode: "poll", frames: [{ type: "hello", resume }] });
    const left = once(polling.response, "close");
    ends.say({ type: "ping" });
    const beat = await ends.next();
    await left;
    expect(beat.body).toEqual(first.body);
    beat.say({ type: "pong" }, resumed, nothing).end();
    expect((await ends.next()).body.frames).toHaveLength(1);
    expect(ends.received.map(({ type }) => type)).toEqual(["pong", "welcome", "pong", "pong"]);
    expect(ends.closings).toEqual([]);
  });
});
