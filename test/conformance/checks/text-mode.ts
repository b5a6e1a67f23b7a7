import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { ends, hears, hearsText, joined, randomSecret } from "../conversation.ts";

const part = "Text mode";

const checks: readonly Check[] = [
  {
    part,
    title: "brings a room's messages to text clients as bare text, and theirs to others as entries",
    async run(visit) {
      const room = visit.of(randomSecret());
      const { peer: client } = await joined(room);
      const text = await room.connectSocket("");
      const other = await room.connectSocket("");
      text.send("/silent I am plain");
      assert.partialDeepStrictEqual(await hears(client, "entry"), { seq: 1, text: "/silent I am plain" });
      assert.equal(await hearsText(other), "/silent I am plain");
      client.send({ type: "send", n: 1, id: "m1", text: "/silent I am not" });
      for (const reader of [text, other]) assert.equal(await hearsText(reader), "/silent I am not");
    },
  },
  {
    part,
    title: "drops an empty message",
    async run(visit) {
      const peer = await visit.connectSocket("");
      for (const message of ["", "  \n", "hi"]) peer.send(message);
      assert.equal(await hearsText(peer), "Server echoed: hi");
    },
  },
  {
    part,
    title: "takes what looks like a frame for the text it is",
    async run(visit) {
      const peer = await visit.connectSocket("");
      peer.send('/stream {"type": "ping"}');
      assert.deepEqual(await hearsText(peer), { type: "ping" });
    },
  },
  {
    part,
    title: "lets what comes faster than the rate wait its turn, and keeps its order",
    profile: "rated",
    async run(visit) {
      const peer = await visit.connectSocket("");
      for (const n of [1, 2, 3, 4, 5, 6]) peer.send(`${n}`);
      for (const n of [1, 2, 3, 4, 5, 6]) assert.equal(await hearsText(peer), `Server echoed: ${n}`);
    },
  },
  {
    part,
    title: "closes a text above textBytes with 1009",
    async run(visit) {
      const peer = await visit.connectSocket("");
      peer.send("x".repeat(32_769));
      await ends(peer, 1009);
    },
  },
  {
    part,
    title: "closes a binary message with 1003",
    async run(visit) {
      const peer = await visit.connectSocket("");
      peer.sendBytes("binary", new Uint8Array([1, 2, 3]));
      await ends(peer, 1003);
    },
  },
  {
    part,
    title: "closes with 4403 who asks for another's private room",
    run: async (visit) => void (await ends(await visit.of("~v:somebody").connectSocket(""), 4403)),
  },
  {
    part,
    title: "closes with 1013 what it has no room for",
    profile: "full",
    async run(visit) {
      const room = visit.of(randomSecret());
      const first = await room.connectSocket("");
      first.send("hi");
      await hearsText(first);
      await ends(await room.connectSocket(""), 1013);
    },
  },
];

export const textMode = checks.map((check): Check => ({ ...check, over: "websocket" }));
