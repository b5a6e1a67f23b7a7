import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Check } from "../check.ts";
import { ends, goesOn, hears, joined, randomSecret, saysGoodbye } from "../conversation.ts";
import { Peer } from "../peer.ts";

const part = "Connecting";

export const connecting: readonly Check[] = [
  ...["graphql-ws, ws-chat.v1", "graphql-ws,ws-chat.v1", "ws-chat.v1, graphql-ws"].map((offers) => ({
    part,
    title: `selects ws-chat.v1 of the offers "${offers}"`,
    run: async (url: string) => assert.equal(await selected(url, offers), "ws-chat.v1"),
  })),
  ...["graphql-ws", "ws-chat.v10", "ws-chat, v1", "WS-CHAT.V1"].map((offers) => ({
    part,
    title: `selects none of the offers "${offers}"`,
    run: async (url: string) => assert.equal(await selected(url, offers), undefined),
  })),
  {
    part,
    title: "answers a plain GET with the versions it speaks",
    async run(url) {
      const response = await fetch(httpOf(url));
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json\b/);
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.deepEqual(await response.json(), { "ws-chat": ["v1"] });
    },
  },
  ...["POST", "PUT", "DELETE", "PATCH"].map((method) => ({
    part,
    title: `refuses a plain ${method}`,
    async run(url: string) {
      const { status } = await fetch(httpOf(url), { method });
      assert(status >= 400, `it answered ${status}`);
    },
  })),
  ...["https://evil.example", "null"].map((origin) => ({
    part,
    title: `closes a page of the origin ${origin} with 4403`,
    run: async (url: string) => void (await ends(await Peer.connect(url, undefined, { Origin: origin }), 4403)),
  })),
  {
    part,
    title: "admits a page of its own host",
    async run(url) {
      const { host } = new URL(url);
      await using peer = await Peer.connect(url, undefined, { Origin: `http://${host}` });
      await goesOn(peer);
    },
  },
  {
    part,
    title: "closes with 1013 what it has no room for",
    profile: "full",
    async run(url) {
      await using first = await Peer.connect(url);
      await goesOn(first);
      await saysGoodbye(await Peer.connect(url), 1013);
    },
  },
];

const opening = "Opening a conversation";

export const openings: readonly Check[] = [
  {
    part: opening,
    title: "names a visitor by the SHA-256 of their secret",
    async run(url) {
      const secret = randomSecret();
      const { peer, welcome } = await joined(url, { secret });
      await using _ = peer;
      const id = `v:${createHash("sha256").update(secret).digest("base64url").slice(0, 22)}`;
      assert.partialDeepStrictEqual(welcome, { user: { id, role: "visitor" }, room: `~${id}` });
    },
  },
  {
    part: opening,
    title: "gives a visitor without a secret an id that nobody else has",
    async run(url) {
      const ids = [];
      for (const _ of [1, 2]) {
        await using peer = await Peer.connect(url);
        peer.send({ type: "hello" });
        ids.push(((await hears(peer, "welcome"))["user"] as { id: string }).id);
      }
      assert.notEqual(ids[0], ids[1]);
      for (const id of ids) assert.match(id, /^v:/);
    },
  },
  {
    part: opening,
    title: "closes with 4408 where no hello comes, though pings do",
    profile: "hasty",
    async run(url) {
      const peer = await Peer.connect(url);
      await goesOn(peer);
      await saysGoodbye(peer, 4408);
    },
  },
  {
    part: opening,
    title: "refuses who has no token with 4401",
    profile: "members",
    run: (url) => refused(url, {}, 4401),
  },
  {
    part: opening,
    title: "asks for a fresh token with 4003",
    profile: "members",
    run: (url) => refused(url, { token: "old" }, 4003),
  },
  {
    part: opening,
    title: "names the user whom a token proves",
    profile: "members",
    async run(url) {
      const { peer, welcome } = await joined(url, { token: "ada" });
      await using _ = peer;
      assert.partialDeepStrictEqual(welcome, { user: { id: "u:ada", role: "user" }, room: "~u:ada" });
    },
  },
  ...["~v:somebody", "~", "x".repeat(129), "a\u0007b"].map((room) => ({
    part: opening,
    title: `closes with 4403 who asks for the room ${JSON.stringify(room.slice(0, 16))}${room.length > 16 ? "…" : ""}`,
    run: (url: string) => refused(`${url}?room=${encodeURIComponent(room)}`, { secret: randomSecret() }, 4403),
  })),
];

async function refused(url: string, hello: object, code: number): Promise<void> {
  const peer = await Peer.connect(url);
  peer.send({ type: "hello", ...hello });
  await saysGoodbye(peer, code);
}

function httpOf(url: string): string {
  return url.replace(/^ws/, "http");
}

/** The subprotocol that the server selects of `offers`, written just so. */
async function selected(url: string, offers: string): Promise<string | undefined> {
  const asked = (url.startsWith("wss:") ? httpsRequest : httpRequest)(httpOf(url), {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Protocol": offers,
    },
  }).end();
  asked.on("response", (response) => asked.destroy(new Error(`it answered the upgrade with ${response.statusCode}`)));
  const [response, socket] = await once(asked, "upgrade");
  socket.destroy();
  return response.headers["sec-websocket-protocol"];
}
