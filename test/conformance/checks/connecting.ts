import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Check } from "../check.ts";
import { ends, goesOn, hears, joined, randomSecret, saysGoodbye } from "../conversation.ts";
import type { Visit } from "../visit.ts";

const part = "Connecting";

const checks: readonly Check[] = [
  ...["graphql-ws, ws-chat.v1", "graphql-ws,ws-chat.v1", "ws-chat.v1, graphql-ws"].map((offers) => ({
    part,
    title: `selects ws-chat.v1 of the offers "${offers}"`,
    run: async (visit: Visit) => assert.equal(await selected(visit, offers), "ws-chat.v1"),
  })),
  ...["graphql-ws", "ws-chat.v10", "ws-chat, v1", "WS-CHAT.V1"].map((offers) => ({
    part,
    title: `selects none of the offers "${offers}"`,
    run: async (visit: Visit) => assert.equal(await selected(visit, offers), undefined),
  })),
  {
    part,
    title: "takes an upgrade in other letters, as Apache writes it",
    run: async (visit) =>
      void (await upgraded(visit, { Upgrade: "WebSocket", "Sec-WebSocket-Protocol": "ws-chat.v1" })),
  },
  {
    part,
    title: "answers a plain GET with the versions it speaks",
    async run(visit) {
      const response = await fetch(httpOf(visit));
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json\b/);
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.deepEqual(await response.json(), { "ws-chat": ["v1"] });
    },
  },
  ...["POST", "PUT", "DELETE", "PATCH"].map((method) => ({
    part,
    title: `refuses a plain ${method}`,
    async run(visit: Visit) {
      const { status } = await fetch(httpOf(visit), { method });
      assert(status >= 400, `it answered ${status}`);
    },
  })),
  ...["https://evil.example", "null"].map((origin) => ({
    part,
    title: `closes a page of the origin ${origin} with 4403`,
    run: async (visit: Visit) => void (await ends(await visit.connectSocket(undefined, { Origin: origin }), 4403)),
  })),
  {
    part,
    title: "admits a page of its own host",
    async run(visit) {
      const { host } = new URL(visit.url);
      const peer = await visit.connectSocket(undefined, { Origin: `http://${host}` });
      await goesOn(peer);
    },
  },
  {
    part,
    title: "admits a page of a listed origin, and of none that is like it",
    profile: "listed",
    async run(visit) {
      await goesOn(await visit.connectSocket(undefined, { Origin: "https://shop.example" }));
      for (const origin of ["http://shop.example", "https://www.shop.example", "https://shop.example.evil.example"]) {
        await ends(await visit.connectSocket(undefined, { Origin: origin }), 4403);
      }
    },
  },
  {
    part,
    title: "closes with 1013 what it has no room for",
    profile: "full",
    async run(visit) {
      const room = visit.of(randomSecret());
      const first = await room.connect();
      await goesOn(first);
      await saysGoodbye(await room.connect(), 1013);
    },
  },
];

export const connecting = checks.map((check): Check => ({ ...check, over: "websocket" }));

const opening = "Opening a conversation";

export const openings: readonly Check[] = [
  {
    part: opening,
    title: "names a visitor by the SHA-256 of their secret",
    async run(visit) {
      const secret = randomSecret();
      const { welcome } = await joined(visit, { secret });
      const id = `v:${createHash("sha256").update(secret).digest("base64url").slice(0, 22)}`;
      assert.partialDeepStrictEqual(welcome, { user: { id, role: "visitor" }, room: `~${id}` });
    },
  },
  {
    part: opening,
    title: "gives a visitor without a secret an id that nobody else has",
    async run(visit) {
      const room = visit.of(randomSecret());
      const ids = [];
      for (const _ of [1, 2]) {
        const peer = await room.connect();
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
    over: "websocket",
    profile: "hasty",
    async run(visit) {
      const peer = await visit.connect();
      await goesOn(peer);
      await saysGoodbye(peer, 4408);
    },
  },
  {
    part: opening,
    title: "refuses who has no token with 4401",
    profile: "members",
    run: (visit) => refused(visit, {}, 4401),
  },
  {
    part: opening,
    title: "asks for a fresh token with 4003",
    profile: "members",
    run: (visit) => refused(visit, { token: "old" }, 4003),
  },
  {
    part: opening,
    title: "names the user whom a token proves",
    profile: "members",
    async run(visit) {
      const { welcome } = await joined(visit, { token: "ada" });
      assert.partialDeepStrictEqual(welcome, { user: { id: "u:ada", role: "user" }, room: "~u:ada" });
    },
  },
  ...["~v:somebody", "~", "x".repeat(129), "a\u0007b"].map((room) => ({
    part: opening,
    title: `closes with 4403 who asks for the room ${JSON.stringify(room.slice(0, 16))}${room.length > 16 ? "…" : ""}`,
    run: (visit: Visit) => refused(visit.of(room), { secret: randomSecret() }, 4403),
  })),
];

async function refused(visit: Visit, hello: object, code: number): Promise<void> {
  const peer = await visit.connect();
  peer.send({ type: "hello", ...hello });
  await saysGoodbye(peer, code);
}

function httpOf({ url }: Visit): string {
  return url.replace(/^ws/, "http");
}

/** The subprotocol that the server selects of `offers`, written just so. */
async function selected(visit: Visit, offers: string): Promise<string | undefined> {
  return (await upgraded(visit, { "Sec-WebSocket-Protocol": offers }))["sec-websocket-protocol"];
}

/** What the server answers to an upgrade with these headers, written just so. */
async function upgraded(visit: Visit, headers: Readonly<Record<string, string>>): Promise<IncomingHttpHeaders> {
  const asked = (visit.url.startsWith("wss:") ? httpsRequest : httpRequest)(httpOf(visit), {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  }).end();
  asked.on("response", (response) => asked.destroy(new Error(`it answered the upgrade with ${response.statusCode}`)));
  const [response, socket] = await once(asked, "upgrade");
  socket.destroy();
  return response.headers;
}
