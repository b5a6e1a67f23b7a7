import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { ends, goesOn, hears, joined, randomSecret, welcomed } from "../conversation.ts";
import type { Frame } from "../inbox.ts";

const part = "Sending";
const silent = (n: number): object => ({ type: "send", n, id: `m${n}`, text: `/silent ${n}` });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

export const sending: readonly Check[] = [
  {
    part,
    title: "stores a window of sends in their order",
    profile: "swift",
    async run(visit) {
      const { peer, welcome } = await joined(visit);
      const { window } = welcome["limits"] as { window: number };
      for (const n of upTo(window)) peer.send(silent(n));
      for (const n of upTo(window)) assert.partialDeepStrictEqual(await hears(peer, "ack"), { n, id: `m${n}`, seq: n });
    },
  },
  {
    part,
    title: "stores once, in order, what is sent again after a connection broke in mid-window",
    profile: "swift",
    async run(visit) {
      const secret = randomSecret();
      const first = await joined(visit, { secret });
      const { epoch } = first.welcome;
      for (const n of upTo(20)) first.peer.send(silent(n));
      await hears(first.peer, "ack");
      await first.peer.drop();
      const { peer } = await joined(visit, { secret });
      for (const n of upTo(20)) peer.send({ ...silent(n), since: { epoch, seq: 0 } });
      const acks = [];
      while (acks.length < 20) {
        const arrival = await peer.next();
        assert(arrival && "frame" in arrival, JSON.stringify(arrival));
        const frame = arrival.frame as Frame;
        if (frame.type === "ack") acks.push(frame["seq"]);
        else assert.equal(frame.type, "entry");
      }
      assert.deepEqual(
        acks.toSorted((a, b) => Number(a) - Number(b)),
        upTo(20),
      );
      peer.send({ type: "history", before: 100, limit: 100 });
      const entries = (await hears(peer, "history"))["entries"] as { id: string }[];
      assert.deepEqual(
        entries.map(({ id }) => id),
        upTo(20).map((n) => `m${n}`),
      );
    },
  },
  {
    part,
    title: "stores a message of the greatest size at its worst escaping, and refuses one byte more",
    async run(visit) {
      const { peer, welcome } = await joined(visit);
      const { textBytes } = welcome["limits"] as { textBytes: number };
      peer.send({ type: "send", n: 1, id: "m1", text: `/silent ${"\u0001".repeat(textBytes - 8)}` });
      await hears(peer, "ack");
      peer.send({ type: "send", n: 2, id: "m2", text: `${"é".repeat(textBytes / 2)}x` });
      assert.partialDeepStrictEqual(await hears(peer, "nack"), { n: 2, code: "too-long" });
    },
  },
  {
    part,
    title: "brings others everything that a message says",
    async run(visit) {
      const content = {
        text: "/silent *hi*",
        format: "markdown",
        attachments: [{ url: "/cat.png", name: "cat.png", type: "image/png", size: 5, width: 1, height: 2 }],
        quickReplies: [{ text: "yes", value: "y" }, { text: "no" }],
        data: { deep: [1, null, { x: true }] },
      };
      const secret = randomSecret();
      const { peer } = await joined(visit, { secret });
      const { peer: other } = await joined(visit, { secret });
      peer.send({ type: "send", n: 1, id: "m1", ...content });
      await hears(peer, "ack");
      const { type, ts, from, ...entry } = await hears(other, "entry");
      assert.equal(type, "entry");
      assert.equal(typeof ts, "number");
      assert.equal((from as { role: string }).role, "visitor");
      assert.deepEqual(entry, { seq: 1, kind: "message", id: "m1", ...content });
    },
  },
  {
    part: "Rates",
    title: "closes with 4429 who goes on far beyond the burst",
    profile: "rated",
    async run(visit) {
      const { peer } = await joined(visit);
      for (let frames = 0; frames < 500; frames += 1) peer.send({ type: "typing", on: true });
      for (;;) {
        const arrival = await peer.next();
        assert(arrival, "the server takes 500 frames at once, at 2 a second");
        if (!("closed" in arrival)) continue;
        assert.equal(arrival.closed, 4429, `the server closed with ${arrival.closed}, not 4429`);
        return;
      }
    },
  },
  {
    part: "Rates",
    title: "refuses history beyond the rate by a nack without n",
    profile: "rated",
    async run(visit) {
      const { peer } = await joined(visit);
      for (let frames = 0; frames < 8; frames += 1) peer.send({ type: "history", before: 1, limit: 1 });
      for (;;) {
        const arrival = await peer.next();
        assert(arrival && "frame" in arrival, JSON.stringify(arrival));
        const frame = arrival.frame as Frame;
        if (frame.type === "history") continue;
        assert.partialDeepStrictEqual(frame, { type: "nack", code: "rate-limited" });
        assert.equal(frame["n"], undefined);
        assert.equal(typeof frame["retryMs"], "number");
        return;
      }
    },
  },
  {
    part: "Heartbeat",
    title: "answers a ping by the constant pong, before welcome and after",
    over: "websocket",
    run: async (visit) => {
      const peer = await visit.connect();
      await goesOn(peer);
      await welcomed(peer);
      await goesOn(peer);
    },
  },
  {
    part: "Heartbeat",
    title: "keeps who pings, and ends with 1001 who says nothing",
    over: "websocket",
    profile: "hasty",
    async run(visit) {
      const pinging = (await joined(visit)).peer;
      const quiet = (await joined(visit)).peer;
      for (;;) {
        pinging.send('{"type":"ping"}');
        await hears(pinging, "pong");
        const arrival = await quiet.peek(500);
        if (!arrival) continue;
        const bye = await hears(quiet, "bye");
        assert.equal(bye["code"], 1001);
        break;
      }
      await goesOn(pinging);
    },
  },
  {
    part: "Ending",
    title: "answers a client's close with the same code",
    over: "websocket",
    async run(visit) {
      const { peer } = await welcomed(await visit.connectSocket());
      peer.close(1000);
      await ends(peer, 1000);
    },
  },
];
