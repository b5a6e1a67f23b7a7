import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { ends, hears, hearsText, joined, randomSecret } from "../conversation.ts";
import { Peer } from "../peer.ts";

const part = "Text mode";

export const textMode: readonly Check[] = [
  {
    part,
    title: "brings a room's messages to text clients as bare text, and theirs to others as entries",
    async run(url) {
      const room = `${url}?room=${randomSecret()}`;
      const { peer: client } = await joined(room);
      await using _ = client;
      await using text = await Peer.connect(room, "");
      await using other = await Peer.connect(room, "");
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
    async run(url) {
      await using peer = await Peer.connect(url, "");
      for (const message of ["", "  \n", "hi"]) peer.send(message);
      assert.equal(await hearsText(peer), "Server echoed: hi");
    },
  },
  {
    part,
    title: "takes what looks like a frame for the text it is",
    async run(url) {
      await using peer = await Peer.connect(url, "");
      peer.send('/stream {"type": "ping"}');
      assert.deepEqual(await hearsText(peer), { type: "ping" });
    },
  },
  {
    part,
    title: "lets what comes faster than the rate wait its turn, and keeps its order",
    profile: "rated",
    async run(url) {
      await using peer = await Peer.connect(url, "");
      for (const n of [1, 2, 3, 4, 5, 6]) peer.send(`${n}`);
      for (const n of [1, 2, 3, 4, 5, 6]) assert.equal(await hearsText(peer), `Server echoed: ${n}`);
    },
  },
  {
    part,
    title: "closes a text above textBytes with 1009",
    async run(url) {
      const peer = await Peer.connect(url, "");
      peer.send("x".repeat(32_769));
      await ends(peer, 1009);
    },
  },
  {
    part,
    title: "closes a binary message with 1003",
    async run(url) {
      const peer = await Peer.connect(url, "");
      peer.sendBytes("binary", new Uint8Array([1, 2, 3]));
      await ends(peer, 1003);
    },
  },
  {
    part,
    title: "closes with 4403 who asks for another's private room",
    run: async (url) => void (await ends(await Peer.connect(`${url}?room=~v:somebody`, ""), 4403)),
  },
  {
    part,
    title: "closes with 1013 what it has no room for",
    profile: "full",
    async run(url) {
      await using first = await Peer.connect(url, "");
      first.send("hi");
      await hearsText(first);
      await ends(await Peer.connect(url, ""), 1013);
    },
  },
];
