import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Check } from "../check.ts";
import { hears, joined, randomSecret } from "../conversation.ts";
import { type Frame, typeOf } from "../inbox.ts";
import type { Peer } from "../peer.ts";
import type { Visit } from "../visit.ts";

const part = "Receiving";

export const receiving: readonly Check[] = [
  {
    part,
    title: "replays 500 entries in their order",
    profile: "swift",
    async run(visit) {
      const secret = randomSecret();
      const cursor = await fill(visit, secret, { count: 500, text: "/silent" });
      const { peer, welcome } = await joined(visit, { secret, resume: cursor });
      assert.partialDeepStrictEqual(welcome, { resumed: true, seq: 0 });
      for (let seq = 1; seq <= 500; seq += 1) assert.equal((await hears(peer, "entry"))["seq"], seq);
    },
  },
  {
    part,
    title: "starts over, rather than replay more than 500 entries",
    profile: "swift",
    async run(visit) {
      const secret = randomSecret();
      const resume = await fill(visit, secret, { count: 501, text: "/silent" });
      const { welcome } = await joined(visit, { secret, resume });
      assert.partialDeepStrictEqual(welcome, { resumed: false, seq: 501, id: "m501" });
    },
  },
  {
    part,
    title: "brings everything, in order, to who takes it slowly",
    profile: "swift",
    async run(visit) {
      const secret = randomSecret();
      const text = `/silent ${"x".repeat(30_000)}`;
      const resume = await fill(visit, secret, { count: 200, text });
      const { peer } = await joined(visit, { secret, resume });
      const { peer: writer } = await joined(visit, { secret });
      peer.pause();
      // More than the network holds for somebody who does not read.
      for (let n = 1; n <= 200; n += 1) {
        writer.send({ type: "send", n, id: `later${n}`, text });
        await hears(writer, "ack");
      }
      peer.resume();
      for (let seq = 1; seq <= 400; seq += 1) assert.equal((await hears(peer, "entry"))["seq"], seq);
    },
  },
  {
    part: "History",
    title: "answers with no more than its limits, and says whether there is more",
    profile: "swift",
    features: ["history"],
    async run(visit) {
      const secret = randomSecret();
      await fill(visit, secret, { count: 110, text: `/silent ${"é".repeat(3_000)}` });
      const { peer, welcome } = await joined(visit, { secret });
      const { historyEntries } = welcome["limits"] as { historyEntries: number };
      const seqs: number[] = [];
      for (let before = 111, more = true; more; before = seqs[0] ?? 0) {
        peer.send({ type: "history", before, limit: 1_000 });
        const answer = await hears(peer, "history");
        const entries = answer["entries"] as { seq: number }[];
        assert(entries.length > 0 && entries.length <= historyEntries);
        assert(Buffer.byteLength(JSON.stringify(answer)) <= 262_144 + 10_000);
        seqs.unshift(...entries.map(({ seq }) => seq));
        more = answer["more"] === true;
      }
      assert.deepEqual(
        seqs,
        Array.from({ length: 110 }, (_, at) => at + 1),
      );
    },
  },
  {
    part: "Streams",
    title: "brings a reader who comes in mid-stream up by one snapshot, and to the same end",
    features: ["streams"],
    async run(visit) {
      const secret = randomSecret();
      const { peer } = await joined(visit, { secret });
      peer.send({ type: "send", n: 1, id: "m1", text: "/hold Once upon a time" });
      const { id } = await hears(peer, "ack").then(() => hears(peer, "snapshot"));
      const { peer: late, welcome } = await joined(visit, { secret });
      assert.deepEqual(welcome["streams"], [id]);
      await streamed(late, "Once upon a time");
      late.send({ type: "stop", id });
      for (const reader of [late, peer]) {
        assert.partialDeepStrictEqual(await after(reader, "entry"), {
          seq: 2,
          id: id as string,
          text: "Once upon a time",
          status: "interrupted",
        });
      }
    },
  },
  {
    part: "What passes",
    title: "brings typing to the other users of a room, and not to oneself",
    features: ["typing"],
    async run(visit) {
      const room = visit.of(randomSecret());
      const { peer: ada, welcome } = await joined(room, { name: "Ada" });
      const { peer: bob } = await joined(room);
      for (const on of [true, false]) {
        ada.send({ type: "typing", on });
        assert.partialDeepStrictEqual(await after(bob, "typing"), {
          from: { id: (welcome["user"] as Frame)["id"] },
          on,
        });
      }
      ada.send('{"type":"ping"}');
      for (;;) {
        const arrival = await ada.next();
        if (isDeepStrictEqual(arrival, { frame: { type: "pong" } })) break;
        assert(arrival && "frame" in arrival && typeOf(arrival.frame) !== "typing", JSON.stringify(arrival));
      }
    },
  },
];

interface Filling {
  readonly count: number;
  readonly text: string;
}

/** Says `text` so often in the visitor's own room. @returns the cursor before all of it. */
async function fill(visit: Visit, secret: string, { count, text }: Filling): Promise<object> {
  const { peer, welcome } = await joined(visit, { secret });
  const window = 32;
  for (let n = 1; n <= count + window; n += 1) {
    if (n > window) await hears(peer, "ack");
    if (n <= count) peer.send({ type: "send", n, id: `m${n}`, text });
  }
  await peer.drop();
  return { epoch: welcome["epoch"], seq: 0, id: "" };
}

/** What has come of a stream so far is `text`. */
async function streamed(peer: Peer, text: string): Promise<void> {
  let heard = String((await hears(peer, "snapshot"))["text"]);
  while (heard !== text) {
    assert(text.startsWith(heard), `the stream says ${JSON.stringify(heard)}`);
    heard += String((await hears(peer, "delta"))["text"]);
  }
}

/** The next frame of this type, whatever comes before it. */
async function after(peer: Peer, type: string): Promise<Frame> {
  for (;;) {
    const arrival = await peer.next();
    assert(arrival && "frame" in arrival, `the server was to say ${type}: ${JSON.stringify(arrival)}`);
    const frame = arrival.frame as Frame;
    if (frame.type === type) return frame;
  }
}
