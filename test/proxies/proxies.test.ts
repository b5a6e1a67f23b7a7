import { once } from "node:events";
import { createChat } from "@ws-chat/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { canRun, Proxy } from "./proxy.ts";
import { type ProxyName, proxyKinds } from "./proxy-kinds.ts";
import { servedSite, trustedProxy } from "./site.ts";
import { Talk, texts, until, visitor } from "./talk.ts";

const site = servedSite((_, response) => void response.end("my site"), {
  "/lively": createChat({ limits: { pingMs: 300 } }),
});

for (const name of Object.keys(proxyKinds) as ProxyName[])
  describe.skipIf(!canRun(name))(`a chat behind ${name}`, () => {
    let proxy: Proxy;
    beforeAll(async () => {
      proxy = await trustedProxy(name, site);
    });
    afterAll(() => proxy?.[Symbol.asyncDispose]());

    it.each([
      ["ws", "/websocket"],
      ["wss", "/websocket"],
      ["ws", "/support/websocket"],
      ["wss", "/support/websocket"],
    ] as const)("is reached at %s: and %s", async (scheme, path) => {
      const client = visitor(proxy.url(path, scheme));
      await client.send("hello");
      await until(client, (snapshot) => texts(snapshot).includes("Server echoed: hello"));
      expect(texts(client.getSnapshot())).toEqual(["hello", "Server echoed: hello"]);
      expect(client.getSnapshot().transport).toBe("websocket");
    });

    it("tells who asks what answers there", async () => {
      const response = await fetch(proxy.url("/support/websocket", "https"));
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(await response.json()).toEqual({ "ws-chat": ["v1"] });
      expect(await (await fetch(proxy.url("/", "http"))).text()).toBe("my site");
    });

    it.each([
      ["its own", "https://shop.example", "shop.example", undefined],
      ["its own on another port", "http://shop.example:8080", "shop.example:8080", undefined],
      ["another port of its own host", "http://shop.example:8080", "shop.example", 4403],
      ["another site", "https://evil.example", "shop.example", 4403],
      ["no site at all", "null", "shop.example", 4403],
      ["the visitor's own machine", "http://localhost:3000", "shop.example", 4403],
    ])("admits pages of its own host alone: %s", async (_, origin, host, code) => {
      for (const path of ["/websocket", "/support/websocket", "/trusting"]) {
        const { protocol, closed } = await greeted(proxy.url(path), { headers: { Origin: origin, Host: host } });
        expect(protocol).toBe("ws-chat.v1");
        expect(closed).toBe(code);
      }
    });

    it("admits them by X-Forwarded-Host where Host is another, if it trusts the proxy", async () => {
      await using other = await Proxy.start(name, { app: site.port, tellsHost: false });
      const page = { Origin: "https://shop.example", Host: "shop.example" };
      expect((await greeted(other.url("/trusting"), { headers: page })).closed).toBeUndefined();
      expect((await greeted(other.url("/websocket"), { headers: page })).closed).toBe(4403);
    });

    it("believes no host that the visitor makes up", async () => {
      const headers = { Origin: "https://evil.example", Host: "shop.example", "X-Forwarded-Host": "evil.example" };
      for (const path of ["/trusting", "/websocket"]) {
        expect((await greeted(proxy.url(path), { headers })).closed).toBe(4403);
      }
    });

    it("sees the visitor's address, whatever the visitor says it is", async () => {
      const spoofed = { headers: { "X-Forwarded-For": "1.1.1.1, 2.2.2.2" }, localAddress: "127.0.0.7" };
      expect((await greeted(proxy.url("/trusting"), { localAddress: "127.0.0.7" })).name).toBe("127.0.0.7");
      expect((await greeted(proxy.url("/trusting"), spoofed)).name).toBe("127.0.0.7");
      expect((await greeted(proxy.url("/wary"), spoofed)).name).toBe("127.0.0.1");
    });

    it("sees it through another proxy", async () => {
      await using outer = await Proxy.start(name, { app: Number(new URL(proxy.url("/")).port) });
      const spoofed = { headers: { "X-Forwarded-For": "1.1.1.1" }, localAddress: "127.0.0.7" };
      expect((await greeted(outer.url("/trusting-two"), spoofed)).name).toBe("127.0.0.7");
      const page = { headers: { Origin: "https://shop.example", Host: "shop.example" } };
      expect((await greeted(outer.url("/trusting-two"), page)).closed).toBeUndefined();
    });

    it("goes on over HTTP where the proxy lets no WebSocket through", async () => {
      await using deaf = await Proxy.start(name, { app: site.port, upgrades: false });
      const client = visitor(deaf.url("/support/websocket"));
      await client.send("hello");
      await until(client, (snapshot) => texts(snapshot).includes("Server echoed: hello"));
      expect(client.getSnapshot().transport).toBe("http");
    });

    it("brings text clients theirs, and says so by no subprotocol", async () => {
      const socket = new WebSocket(proxy.url("/websocket"));
      await once(socket, "open");
      expect(socket.protocol).toBe("");
      socket.send("hello");
      expect(String((await once(socket, "message"))[0])).toBe("Server echoed: hello");
      socket.close(1000);
      expect((await once(socket, "close"))[0]).toBe(1000);
    });

    it("outlives the proxy's patience by its pings", async () => {
      await using impatient = await Proxy.start(name, { app: site.port, idleSeconds: 1 });
      const client = visitor(impatient.url("/lively"));
      await client.send("hello");
      const states: string[] = [];
      client.on("status", ({ state }) => states.push(state));
      // Who does not ping is cut off meanwhile, twice.
      for (const _ of [1, 2]) expect(await silence(impatient.url("/lively"))).toBe(1006);
      await client.send("still here?");
      expect(states).toEqual([]);
      expect(client.getSnapshot().transport).toBe("websocket");
    });

    it("loses nothing when the proxy reads its configuration again in mid-conversation", async () => {
      await using reloaded = await Proxy.start(name, { app: site.port });
      const talk = await Talk.begin(reloaded.url("/websocket"));
      await reloaded.reload();
      await talk.goesOn();
      await talk.end(expect);
      expect(talk.losses).toBe(0);
    });
  });

// Apache leaves what is open with the old process for as long as it lasts.
it.skipIf(!canRun("nginx") || !canRun("HAProxy")).each(["nginx", "HAProxy"] as const)(
  "nothing is lost where %s cuts what is open some time after it has read its configuration again",
  async (name) => {
    await using reloaded = await Proxy.start(name, { app: site.port, lingerSeconds: 1 });
    const talk = await Talk.begin(reloaded.url("/websocket"));
    await reloaded.reload();
    await talk.isLost;
    await talk.goesOn();
    await talk.end(expect);
    expect(talk.losses).toBe(1);
  },
);

interface How {
  readonly headers?: Readonly<Record<string, string>>;
  readonly localAddress?: string;
}

/** Says hello: by which name one is greeted, or with which code one is closed. */
async function greeted(url: string, how: How): Promise<{ protocol: string; name?: string; closed?: number }> {
  const socket = new WebSocket(url, "ws-chat.v1", how);
  await once(socket, "open");
  const { protocol } = socket;
  socket.send('{"type":"hello","token":"t"}');
  const answer = await new Promise<{ name?: string; closed?: number }>((resolve) => {
    socket.on("message", (data) => {
      const { type, user } = JSON.parse(String(data)) as { type: string; user?: { name?: string } };
      if (type === "welcome") resolve(user?.name === undefined ? {} : { name: user.name });
    });
    socket.on("close", (closed) => resolve({ closed }));
  });
  socket.terminate();
  return { protocol, ...answer };
}

/** Joins and says nothing more. @returns the code with which that ends. */
async function silence(url: string): Promise<number> {
  const socket = new WebSocket(url, "ws-chat.v1");
  await once(socket, "open");
  socket.send('{"type":"hello"}');
  const [code] = await once(socket, "close");
  return code as number;
}
