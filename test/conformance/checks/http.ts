import assert from "node:assert/strict";
import { limits } from "@ws-chat/protocol";
import type { Check } from "../check.ts";
import { randomSecret } from "../conversation.ts";
import type { Exchange } from "../exchange.ts";
import { type Arrival, type Frame, passing } from "../inbox.ts";
import type { Visit } from "../visit.ts";

const part = "HTTP";

export const http: readonly Check[] = (
  [
    {
      part,
      title: "says pong and welcome at once, and leaves the answer open",
      async run(visit) {
        const exchange = await post(visit.of(randomSecret()), "stream", hello());
        for (const type of ["pong", "welcome"]) assert.equal(await typeOfNext(exchange), type);
        // Of who is there it may tell at once, too.
        while (await exchange.peek(300)) assert.match(await typeOfNext(exchange), /^(presence|read)$/);
      },
    },
    {
      part,
      title: "stores a window of sends of one request in their order, and answers each",
      profile: "swift",
      async run(visit) {
        const room = visit.of(randomSecret());
        const sends = Array.from({ length: limits.window }, (_, at) => silent(at + 1));
        const answers = framesOf(await (await post(room, "send", hello(), ...sends)).rest());
        const acks = answers.filter(({ type }) => type === "ack");
        assert.deepEqual(
          acks.map(({ n, id, seq }) => ({ n, id, seq })),
          sends.map(({ n, id }) => ({ n, id, seq: n })),
        );
      },
    },
    {
      part,
      title: "tells who speaks what becomes of their frames, and nothing else",
      async run(visit) {
        const room = visit.of(randomSecret());
        const mine = hello();
        const listening = await post(room, "stream", mine);
        const frames = [say(1, "hi"), say(2, " "), { type: "history", before: 1, limit: 1 }, say(3, "hi again")];
        const types = framesOf(await (await post(room, "send", mine, ...frames)).rest()).map(({ type }) => type);
        assert.deepEqual(types.slice(0, 2), ["pong", "welcome"]);
        assert.deepEqual(types.slice(2).toSorted(), ["ack", "ack", "history", "nack"]);
        for (let seq = 1; seq <= 4; seq += 1) assert.equal((await hearsOf(listening, "entry"))["seq"], seq);
      },
    },
    {
      part,
      title: "brings a stream to who listens, and nothing of it to who speaks",
      features: ["streams"],
      async run(visit) {
        const room = visit.of(randomSecret());
        const mine = hello();
        const listening = await post(room, "stream", mine);
        const spoken = await post(room, "send", mine, say(1, "/stream Once upon a time"));
        await hearsOf(listening, "entry");
        const { id } = await hearsOf(listening, "snapshot");
        let text = "";
        let frame: Frame;
        while ((frame = await next(listening)).type !== "entry")
          text += frame.type === "delta" ? String(frame["text"]) : "";
        assert.partialDeepStrictEqual(frame, { type: "entry", id: id as string, text: "Once upon a time" });
        assert("Once upon a time".startsWith(text) && text !== "", `the deltas add up to ${JSON.stringify(text)}`);
        assert.deepEqual(
          framesOf(await spoken.rest()).map(({ type }) => type),
          ["pong", "welcome", "ack"],
        );
      },
    },
    {
      part,
      title: "says a reason with bye, within its bytes",
      profile: "members",
      async run(visit) {
        for (const [token, code] of [
          [undefined, 4401],
          ["old", 4003],
        ] as const) {
          const arrivals = await (await post(visit.of(randomSecret()), "stream", { type: "hello", token })).rest();
          const bye = framesOf(arrivals).at(-1);
          assert.partialDeepStrictEqual(bye, { type: "bye", code });
          const { reason } = bye as { readonly reason?: unknown };
          assert(
            typeof reason === "string" && Buffer.byteLength(reason) <= limits.closeReasonBytes,
            JSON.stringify(bye),
          );
        }
      },
    },
    {
      part,
      title: "says bye with 1013 to whom it has no room for",
      profile: "full",
      async run(visit) {
        const room = visit.of(randomSecret());
        await hearsOf(await post(room, "stream", hello()), "welcome");
        assert.equal((await hearsOf(await post(room, "stream", hello()), "bye"))["code"], 1013);
      },
    },
    {
      part,
      title: "sets no cookie, and lets nobody keep an answer",
      async run(visit) {
        const body = JSON.stringify({ mode: "send", frames: [hello()] });
        for (const asking of [{ body }, { body: "" }, { method: "GET" }, { method: "OPTIONS" }, { method: "PUT" }]) {
          const { headers } = await visit.of(randomSecret()).ask(asking);
          assert.equal(headers["set-cookie"], undefined);
          assert.match(headers["cache-control"] ?? "", /\bno-store\b/, `${JSON.stringify(asking)} may be kept`);
        }
      },
    },
    {
      part,
      title: "asks whoever is on the way not to hold lines back",
      async run(visit) {
        const { headers } = await post(visit.of(randomSecret()), "stream", hello());
        assert.match(headers["cache-control"] ?? "", /\bno-transform\b/);
      },
    },
  ] as const satisfies readonly Check[]
).map((check): Check => ({ ...check, over: "http" }));

const hello = (): object => ({ type: "hello", secret: randomSecret() });

interface Said {
  readonly type: "send";
  readonly n: number;
  readonly id: string;
  readonly text: string;
}
const say = (n: number, text: string): Said => ({ type: "send", n, id: `m${n}`, text });
const silent = (n: number): Said => say(n, `/silent ${n}`);

function post(visit: Visit, mode: string, ...frames: readonly object[]): Promise<Exchange> {
  return visit.ask({ body: JSON.stringify({ mode, frames }) });
}

function framesOf(arrivals: readonly Arrival[]): Frame[] {
  return arrivals.flatMap((arrival) => ("frame" in arrival ? [arrival.frame as Frame] : []));
}

async function next(exchange: Exchange): Promise<Frame> {
  const arrival = await exchange.next();
  assert(arrival && "frame" in arrival, `the answer was to go on: ${JSON.stringify(arrival)}`);
  return arrival.frame as Frame;
}

async function typeOfNext(exchange: Exchange): Promise<string> {
  return (await next(exchange)).type;
}

/** The next of this type; what an answer begins with is let go. */
async function hearsOf(exchange: Exchange, type: string): Promise<Frame> {
  for (;;) {
    const frame = await next(exchange);
    if (frame.type === type) return frame;
    const isBeginning = ["pong", "welcome", "snapshot", "delta"].includes(frame.type) || passing.has(frame.type);
    assert(isBeginning, `it says ${JSON.stringify(frame)}`);
  }
}
