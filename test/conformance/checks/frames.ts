import assert from "node:assert/strict";
import { limits } from "@ws-chat/protocol";
import type { Check } from "../check.ts";
import { ends, goesOn, hears, joined, randomSecret, saysGoodbye, welcomed } from "../conversation.ts";
import type { Visit } from "../visit.ts";
import { clientVectors } from "../vectors.ts";

const part = "Frames";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const frames: readonly Check[] = [
  {
    part,
    title: "takes every frame of vectors/frames-valid.json",
    async run(visit) {
      for (const { name, text } of clientVectors("valid")) await named(name, takes(visit, text));
    },
  },
  ...[
    { what: "hello of vectors/frames-invalid.json", types: ["hello"] },
    { what: "send of vectors/frames-invalid.json, and goes on where it can answer", types: ["send"] },
    { what: "other frame of vectors/frames-invalid.json", types: undefined },
  ].map(({ what, types }) => ({
    part,
    title: `refuses every ${what}`,
    async run(visit: Visit) {
      for (const { name, text } of clientVectors("invalid")) {
        const type = String(typeOf(text));
        const isAsked = types ? types.includes(type) : type !== "hello" && type !== "send";
        if (isAsked) await named(name, refuses(visit, text));
      }
    },
  })),
  ...[
    { type: "dance", on: 1 },
    { type: "__proto__" },
    { type: "constructor" },
    { type: "typing", on: false, mood: "sunny" },
  ].map((frame) => ({
    part,
    title: `ignores what is unknown in ${JSON.stringify(frame)}`,
    async run(visit: Visit) {
      const { peer } = await joined(visit);
      peer.send(frame);
      await goesOn(peer);
    },
  })),
  {
    part,
    title: "closes a binary message with 1003",
    over: "websocket",
    async run(visit) {
      const { peer } = await welcomed(await visit.connectSocket());
      peer.sendBytes("binary", bytes('{"type":"ping"}'));
      await ends(peer, 1003);
    },
  },
  ...[limits.frameBytes + 1, 3 * limits.frameBytes].map((length) => ({
    part,
    title: `closes a frame of ${length.toLocaleString("en")} bytes with 1009`,
    async run(visit: Visit) {
      const { peer } = await joined(visit);
      // Characters of two bytes each, as far as they go: half as many as there are bytes.
      const [pairs, one] = [Math.floor((length - 23) / 2), (length - 23) % 2];
      peer.send(JSON.stringify({ type: "dance", x: "" }).replace('""', `"${"é".repeat(pairs)}${"x".repeat(one)}"`));
      await ends(peer, 1009);
    },
  })),
  {
    part,
    title: "takes a frame that comes in fragments, with a ping of WebSocket between them",
    over: "websocket",
    async run(visit) {
      const { peer } = await welcomed(await visit.connectSocket());
      peer.sendBytes("text", bytes('{"type":'), bytes('"pi'), bytes('ng"}'));
      await hears(peer, "pong");
      peer.ping("are you there");
      assert.equal((await hears(peer, "WebSocket pong"))["data"], "are you there");
    },
  },
  {
    part,
    title: "replaces a lone surrogate, and drops the key __proto__",
    async run(visit) {
      const { peer } = await joined(visit);
      peer.send('{"type":"send","n":1,"id":"m1","text":"a\\ud800b","data":{"__proto__":{"x":1},"y":2}}');
      await hears(peer, "ack");
      await hears(peer, "entry");
      peer.send({ type: "history", before: 2, limit: 1 });
      const [entry] = (await hears(peer, "history"))["entries"] as { text: string; data: object }[];
      assert.equal(entry?.text, "a\ufffdb");
      assert.equal(JSON.stringify(entry?.data), '{"y":2}');
    },
  },
];

/** A valid frame does not end the connection, whatever else comes of it. */
async function takes(visit: Visit, text: string): Promise<void> {
  const isHello = typeOf(text) === "hello";
  // Where there is a room for everybody: a hello without a secret leads to none of one's own that could be come back to.
  const peer = isHello ? await visit.of(randomSecret()).connect() : (await joined(visit)).peer;
  // As the first of its connection, whatever number it shows.
  peer.send(typeOf(text) === "send" ? text.replace(/"n":\d+/, '"n":1') : text);
  if (!isHello) peer.send('{"type":"ping"}');
  for (;;) {
    const arrival = await peer.next();
    assert(arrival, "the server said nothing more");
    if ("closed" in arrival) return assert.fail(`the server closed with ${arrival.closed} (${arrival.reason})`);
    if ((arrival.frame as { type?: string }).type === (isHello ? "welcome" : "pong")) return;
  }
}

async function refuses(visit: Visit, text: string): Promise<void> {
  const send = answerable(text);
  const isHello = typeOf(text) === "hello";
  const peer = isHello ? await visit.connect() : (await joined(visit)).peer;
  peer.send(text);
  if (!send) {
    await saysGoodbye(peer, 4400);
    return;
  }
  assert.equal((await hears(peer, "nack"))["code"], "invalid");
  await goesOn(peer);
}

/** Whether `text` is a send with a number and an id that can be read. */
function answerable(text: string): boolean {
  if (typeOf(text) !== "send") return false;
  const { n, id } = JSON.parse(text) as { n?: unknown; id?: unknown };
  return n === 1 && typeof id === "string" && /^[\w-]{1,64}$/.test(id);
}

function typeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type;
  } catch {
    return undefined;
  }
}

async function named(name: string, playing: Promise<void>): Promise<void> {
  await playing.catch((error: Error) => {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  });
}
