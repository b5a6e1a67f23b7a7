import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { createChat } from "@ws-chat/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpClient } from "../chaos/http-client.ts";
import { Dictation } from "./dictation.ts";
import { canRun, Proxy } from "./proxy.ts";
import { type ProxyName, proxyKinds } from "./proxy-kinds.ts";
import { servedSite, trustedProxy } from "./site.ts";
import { Talk, visitor } from "./talk.ts";

const site = servedSite((_, response) => void response.write("nothing more"), {
  "/dictated": createChat({ onMessage: (message) => Dictation.named(message.text).words() }),
});
/** HAProxy heeds the `no-transform` of our answers; the others flush what they compress. */
const encodings = { nginx: "gzip", Apache: "gzip", HAProxy: undefined } as const satisfies Record<ProxyName, unknown>;
const names = Object.keys(proxyKinds) as ProxyName[];

for (const name of names)
  describe.skipIf(!canRun(name))(`a chat by HTTP behind ${name}`, () => {
    let proxy: Proxy;
    beforeAll(async () => {
      proxy = await trustedProxy(name, site);
    });
    afterAll(() => proxy?.[Symbol.asyncDispose]());

    it.each([
      ["http", "/dictated"],
      ["https", "/support/dictated"],
    ] as const)("shows each word of a reply once it is said, at %s: and %s", async (scheme, path) => {
      await using dictation = await Dictation.begin(visitor(proxy.url(path, scheme), createHttpClient));
      expect(median(await dictation.delays(20))).toBeLessThan(150);
    });

    it("shows each word once it is said where the proxy compresses, too", async () => {
      await using compressing = await Proxy.start(name, { app: site.port, compresses: true });
      const url = compressing.url("/dictated", "http");
      expect((await asked(url, { headers: { "Accept-Encoding": "gzip" } })).encoding).toBe(encodings[name]);
      await using dictation = await Dictation.begin(visitor(url, createHttpClient));
      expect(median(await dictation.delays(20))).toBeLessThan(150);
    });

    it("goes on where the proxy holds answers back, which the client finds out by itself", async () => {
      await using holding = await Proxy.start(name, { app: site.port, upgrades: false, holdsBack: true });
      // What is not asked to end would end after 50 s.
      const held = { isHere: false };
      void asked(holding.url("/dictated", "http"), { mode: "stream" }).then(
        () => (held.isHere = true),
        () => {},
      );
      await using dictation = await Dictation.begin(visitor(holding.url("/dictated")));
      await dictation.delays(3);
      expect(dictation.client.getSnapshot().transport).toBe("http");
      expect(held.isHere).toBe(false);
    });

    it("sees the visitor's address, whatever the visitor says it is", async () => {
      const headers = { "X-Forwarded-For": "1.1.1.1, 2.2.2.2" };
      const localAddress = "127.0.0.7";
      expect(await nameAt(proxy.url("/trusting", "http"), { localAddress })).toBe("127.0.0.7");
      expect(await nameAt(proxy.url("/trusting", "http"), { localAddress, headers })).toBe("127.0.0.7");
      expect(await nameAt(proxy.url("/wary", "http"), { localAddress, headers })).toBe("127.0.0.1");
      await using outer = await Proxy.start(name, { app: Number(new URL(proxy.url("/")).port) });
      expect(await nameAt(outer.url("/trusting-two", "http"), { localAddress, headers })).toBe("127.0.0.7");
    });

    it.each([
      ["its own", "https://shop.example", 200],
      ["another site", "https://evil.example", 403],
      ["no site at all", "null", 403],
    ])("admits pages of its own host alone: %s", async (_, Origin, status) => {
      const headers = { Origin, Host: "shop.example", "X-Forwarded-Host": "evil.example" };
      for (const path of ["/websocket", "/support/websocket", "/trusting"]) {
        expect((await asked(proxy.url(path, "http"), { headers })).status).toBe(status);
      }
    });

    it("loses nothing when the proxy reads its configuration again in the middle of a reply", async () => {
      await using reloaded = await Proxy.start(name, { app: site.port });
      const talk = await Talk.begin(reloaded.url("/websocket"), createHttpClient);
      await using dictation = await Dictation.begin(visitor(reloaded.url("/dictated"), createHttpClient));
      await dictation.delays(3);
      await reloaded.reload();
      await dictation.delays(3);
      await talk.goesOn();
      await talk.end(expect, "http");
    });
  });

// Apache leaves what is open with the old process for as long as it lasts.
it.skipIf(!canRun("nginx") || !canRun("HAProxy")).each(["nginx", "HAProxy"] as const)(
  "nothing of a reply by HTTP is lost where %s cuts what is open some time after it has read its configuration again",
  async (name) => {
    await using reloaded = await Proxy.start(name, { app: site.port, lingerSeconds: 1 });
    await using dictation = await Dictation.begin(visitor(reloaded.url("/dictated"), createHttpClient));
    await dictation.delays(3);
    const lost = Promise.withResolvers<void>();
    dictation.client.on("status", () => lost.resolve());
    await reloaded.reload();
    await lost.promise;
    await dictation.delays(3);
  },
);

it.skipIf(!names.every(canRun))("a quiet conversation by HTTP outlives the patience of each proxy", async () => {
  const outcomes = await Promise.all(
    names.map(async (name) => {
      await using impatient = await Proxy.start(name, { app: site.port, idleSeconds: 10 });
      const client = visitor(impatient.url("/websocket"), createHttpClient);
      await client.send("hello");
      const states: string[] = [];
      client.on("status", ({ state }) => states.push(state));
      // Whoever says nothing more is cut off meanwhile.
      const silent = await fetch(impatient.url("/silent", "http"));
      const end = await silent.text().catch(() => "cut off");
      await client.send("still here?");
      // Copied: it ends with the proxy.
      return { name, end, states: [...states] };
    }),
  );
  expect(outcomes).toEqual(names.map((name) => ({ name, end: "cut off", states: [] })));
});

interface How {
  /** @default "poll" */
  readonly mode?: "stream" | "poll";
  readonly headers?: Readonly<Record<string, string>>;
  readonly localAddress?: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly encoding: string | undefined;
  /** What was heard, unless it is encoded. */
  readonly frames: readonly { readonly type: string; readonly user?: { readonly name?: string } }[];
}

/** Says hello by HTTP, and reads the answer to its end. */
async function asked(url: string, { mode = "poll", headers, localAddress }: How): Promise<Answer> {
  const asking = request(url, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    ...(localAddress && { localAddress }),
  });
  asking.end(JSON.stringify({ mode, frames: [{ type: "hello", token: "t" }] }));
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  const encoding = response.headers["content-encoding"];
  const body = await text(response);
  const lines = encoding ? [] : body.split("\n").filter(Boolean);
  return { status: response.statusCode, encoding, frames: lines.map((line) => JSON.parse(line)) };
}

/** By which name one is welcomed. */
async function nameAt(url: string, how: How): Promise<string | undefined> {
  return (await asked(url, how)).frames.find(({ type }) => type === "welcome")?.user?.name;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
