import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { ends, hears, joined, randomSecret, welcomed } from "../conversation.ts";
import type { Frame } from "../inbox.ts";
import type { Peer } from "../peer.ts";
import type { SocketPeer } from "../socket-peer.ts";
import type { Visit } from "../visit.ts";

const part = "Frames";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes that are no UTF-8, each for another reason (RFC 3629, section 3). */
const malformed: Readonly<Record<string, readonly number[]>> = {
  "a byte that never occurs": [0xff],
  "a character cut short": [0xc3],
  "a continuation of nothing": [0x80],
  "a slash in two bytes": [0xc0, 0xaf],
  "a surrogate": [0xed, 0xa0, 0x80],
  "what is beyond U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
};

const checks: readonly Check[] = [
  {
    part,
    title: "fails who sends text that is not UTF-8, or judges it with U+FFFD there, and nobody else notices",
    async run(visit) {
      for (const [what, octets] of Object.entries(malformed)) {
        const room = visit.of(randomSecret());
        const { peer } = await welcomed(await room.connectSocket());
        const [before = "", after = ""] = '{"type":"send","n":1,"id":"m1","text":"a|b"}'.split("|");
        await says(what, { room, peer, message: [...bytes(before), ...octets, ...bytes(after)] });
      }
    },
  },
  {
    part,
    title: "takes no frame with bytes behind it that are not UTF-8",
    async run(visit) {
      for (const [what, octets] of Object.entries(malformed)) {
        const { peer } = await welcomed(await visit.connectSocket());
        peer.sendBytes("text", new Uint8Array([...bytes('{"type":"ping"}'), ...octets]));
        assert.equal(await fate(peer), "failed", what);
      }
    },
  },
  {
    part,
    title: "closes text that is not UTF-8 with 1007",
    isRecommended: true,
    async run(visit) {
      const { peer } = await welcomed(await visit.connectSocket());
      peer.sendBytes("text", new Uint8Array([0x22, 0xc3, 0x28, 0x22]));
      await ends(peer, 1007);
    },
  },
  {
    part,
    title: "takes a character whose bytes come in two fragments",
    async run(visit) {
      const { peer } = await welcomed(await visit.connectSocket());
      const message = bytes('{"type":"send","n":1,"id":"m1","text":"/silent €"}');
      const middle = message.indexOf(0xe2) + 2;
      peer.sendBytes("text", message.subarray(0, middle), message.subarray(middle));
      await hears(peer, "ack");
      peer.send({ type: "history", before: 2, limit: 1 });
      assert.partialDeepStrictEqual((await hears(peer, "history"))["entries"], [{ text: "/silent €" }]);
    },
  },
  {
    part: "Text mode",
    title: "fails who sends text that is not UTF-8, or takes it with U+FFFD there, and nobody else notices",
    async run(visit) {
      for (const [what, octets] of Object.entries(malformed)) {
        const room = visit.of(randomSecret());
        const peer = await room.connectSocket("");
        await says(what, { room, peer, message: [...bytes("a"), ...octets, ...bytes("b")] });
      }
    },
  },
];

export const malformedText = checks.map((check): Check => ({ ...check, over: "websocket" }));

interface Saying {
  readonly room: Visit;
  readonly peer: SocketPeer;
  /** What is malformed in it stands between a and b. */
  readonly message: readonly number[];
}

/** What others see of `message` is that its sender is gone, or U+FFFD. */
async function says(what: string, { room, peer, message }: Saying): Promise<void> {
  const { peer: reader } = await joined(room);
  peer.sendBytes("text", new Uint8Array(message));
  const isTaken = (await fate(peer)) === "taken";
  const seen = isTaken ? [await hears(reader, "entry"), await hears(reader, "entry")] : [];
  for (const { text } of seen) assert.match(String(text), /^(Server echoed: )?a\ufffd+b$/, what);
  reader.send({ type: "send", n: 1, id: "m1", text: "/silent Still here" });
  assert.equal((await hears(reader, "ack"))["seq"], seen.length + 1, what);
  const { peer: late, welcome } = await joined(room);
  assert.equal(welcome["seq"], seen.length + 1, what);
  late.send({ type: "history", before: seen.length + 2, limit: 3 });
  const entries = (await hears(late, "history"))["entries"] as Frame[];
  assert.deepEqual(
    entries.map(({ text }) => text),
    [...seen.map(({ text }) => text), "/silent Still here"],
    what,
  );
}

/** Whether the connection ends, or what was said on it gets an answer. */
async function fate(peer: Peer): Promise<"failed" | "taken"> {
  for (;;) {
    const arrival = await peer.next();
    assert(arrival, "the server neither took what was said nor ended the connection");
    if ("closed" in arrival) return "failed";
    const { type } = arrival.frame as Frame;
    if (type === "ack" || type === "pong" || typeof arrival.frame === "string") return "taken";
  }
}
