import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { type ChatClient, type ClientOptions, createClient } from "@ws-chat/client";
import { type ChatOptions, createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { ownStorage } from "../own-storage.ts";
import { authenticateByCookie } from "./authenticate-by-cookie.ts";
import { authenticateByToken } from "./authenticate-by-token.ts";
import { IdentityProvider } from "./identity-provider.ts";

let provider: IdentityProvider;
const cleanups: (() => void | Promise<void>)[] = [];
beforeEach(async () => {
  provider = await IdentityProvider.start();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  await provider.close();
});

/** A chat behind the provider; everything it logs or reports lands in `said`. */
async function serve(options: ChatOptions = {}) {
  const said: string[] = [];
  const log = (...parts: unknown[]) => void said.push(inspect(parts, { depth: 9 }));
  const logger = { info: log, warn: log, error: log };
  const chat = createChat({ authenticate: authenticateByToken(provider.url), logger, ...options });
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const attachment = attachChat(server, chat);
  cleanups.push(async () => {
    await attachment.close();
    server.close();
  });
  return { chat, said, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/websocket` };
}

/** A client on a device of its own. */
function device(url: string, getToken: NonNullable<ClientOptions["getToken"]>): ChatClient {
  const client = createClient({ url, getToken, backoff: { baseMs: 20, capMs: 200 }, storage: ownStorage() });
  cleanups.push(() => client.disconnect());
  return client;
}

function until(client: ChatClient, done: (snapshot: ReturnType<ChatClient["getSnapshot"]>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!done(client.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = client.subscribe(look);
    look();
  });
}

async function outcome(client: ChatClient) {
  client.connect();
  await until(client, ({ status }) => status.state === "online" || status.state === "stopped");
  return client.getSnapshot().status;
}

function texts(client: ChatClient): string[] {
  return client.getSnapshot().items.flatMap((item) => (item.type === "message" ? [item.message.text] : []));
}

describe("signing in with a token", () => {
  it("names the user, in a private room of their own", async () => {
    const { url } = await serve();
    const ann = device(url, () => provider.token("ann"));
    expect((await outcome(ann)).state).toBe("online");
    expect(ann.getSnapshot()).toMatchObject({ user: { id: "u:ann", name: "ANN", role: "user" }, room: "~u:ann" });
  });

  it("goes on while keys change: both are good as long as the provider shows both", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    cleanups.push(() => void vi.useRealTimers());
    const { url } = await serve();
    const comeWith = (kid: string) => outcome(device(url, () => provider.token("ann", { kid })));
    expect((await comeWith("2026-01")).state).toBe("online");
    await provider.addKey("2026-02");
    vi.setSystemTime(Date.now() + 2_000);
    for (const kid of ["2026-02", "2026-01"]) expect((await comeWith(kid)).state).toBe("online");
    await provider.addKey("not yet looked for");
    expect(await comeWith("not yet looked for")).toMatchObject({ state: "stopped", code: 4401 });
  });

  it("believes a key no more, a while after the provider has withdrawn it, and keeps the conversation of who has a new one", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    cleanups.push(() => void vi.useRealTimers());
    const { url } = await serve();
    const signedBy = (kid: string) => () => provider.token("ann", { kid, expiresInS: 3_600 });
    await device(url, signedBy("2026-01")).send("before the change");
    await provider.addKey("2026-02");
    vi.setSystemTime(Date.now() + 2_000);
    const after = device(url, signedBy("2026-02"));
    await outcome(after);
    await until(after, () => texts(after).includes("before the change"));
    const stolen = await signedBy("2026-01")();
    provider.withdrawKey("2026-01");
    // Keys are fetched anew when those at hand are ten minutes old.
    vi.setSystemTime(Date.now() + 11 * 60_000);
    expect(await outcome(device(url, () => stolen))).toMatchObject({ state: "stopped", code: 4401 });
    expect((await outcome(device(url, signedBy("2026-02")))).state).toBe("online");
  });

  it("asks for a fresh token once where it has expired, and is told so", async () => {
    const { url } = await serve();
    const reasons: unknown[] = [];
    const ann = device(url, (reason) => {
      reasons.push(reason);
      return provider.token("ann", { expiresInS: reason.refused ? 300 : -60 });
    });
    expect((await outcome(ann)).state).toBe("online");
    expect(reasons).toEqual([{}, { refused: 4003 }]);
  });

  it("stops where the fresh token has expired too", async () => {
    const { url } = await serve();
    const reasons: unknown[] = [];
    const ann = device(url, (reason) => (reasons.push(reason), provider.token("ann", { expiresInS: -60 })));
    expect(await outcome(ann)).toMatchObject({ state: "stopped", code: 4003 });
    expect(reasons).toEqual([{}, { refused: 4003 }]);
  });

  it("ends an open connection when its token expires, and the client comes back with a fresh one", async () => {
    const { url } = await serve();
    const reasons: unknown[] = [];
    const ann = device(url, (reason) => {
      reasons.push(reason);
      return provider.token("ann", { expiresInS: reason.refused ? 300 : 2 });
    });
    expect((await outcome(ann)).state).toBe("online");
    await until(ann, ({ status }) => status.state !== "online");
    await until(ann, ({ status }) => status.state === "online");
    expect(reasons).toEqual([{}, { refused: 4003 }]);
  });

  it.each<[string, () => string | Promise<string>]>([
    ["another audience", () => provider.token("ann", { audience: "billing" })],
    ["no token at all", () => ""],
    ["something that is no token", () => "abc.def.ghi"],
    ["a changed signature", async () => `${(await provider.token("ann")).slice(0, -8)}AAAAAAAA`],
  ])("stops with 4401 and says so: %s", async (_, getToken) => {
    const { url, said } = await serve();
    expect(await outcome(device(url, getToken))).toMatchObject({
      state: "stopped",
      code: 4401,
      message: "sign-in missing or refused",
    });
    expect(said).toEqual([]);
  });

  it("keeps clients trying while the provider is away", async () => {
    const { url } = await serve();
    provider.isAway = true;
    const ann = device(url, () => provider.token("ann"));
    ann.connect();
    await until(ann, ({ status }) => status.state === "waiting");
    provider.isAway = false;
    await until(ann, ({ status }) => status.state === "online");
  });

  it("has the conversation on another device of the same user, and on nobody else's", async () => {
    const { url, chat } = await serve();
    const phone = device(url, () => provider.token("ann"));
    await phone.send("from my phone");
    const desk = device(url, () => provider.token("ann"));
    await outcome(desk);
    await until(desk, () => texts(desk).includes("Server echoed: from my phone"));
    expect(texts(desk)).toEqual(["from my phone", "Server echoed: from my phone"]);
    await chat.user("u:ann").send("to both");
    await Promise.all([phone, desk].map((client) => until(client, () => texts(client).includes("to both"))));
    const bob = device(url, () => provider.token("bob"));
    await bob.send("mine");
    expect(texts(bob)).not.toContain("from my phone");
  });

  it("stops whom the server sends away", async () => {
    const { url, chat } = await serve();
    const ann = device(url, () => provider.token("ann"));
    await outcome(ann);
    expect(chat.disconnect({ user: "u:ann" })).toBe(1);
    await until(ann, ({ status }) => status.state === "stopped");
    expect(ann.getSnapshot().status).toMatchObject({ code: 4403 });
  });
});

describe("signing in with the site's cookie", () => {
  it("names the user the cookie stands for, and refuses others", async () => {
    const sessions = new Map([["s3cret", { id: "ann", name: "Ann" }]]);
    const { url } = await serve({ authenticate: authenticateByCookie(sessions) });
    const visit = async (Cookie: string) => {
      const socket = new WebSocket(url, "ws-chat.v1", { headers: { Cookie } });
      await once(socket, "open");
      socket.send('{"type":"hello"}');
      const [data] = await once(socket, "message");
      socket.terminate();
      return JSON.parse(String(data));
    };
    expect(await visit("theme=dark; sid=s3cret")).toMatchObject({
      type: "welcome",
      user: { id: "u:ann", name: "Ann" },
    });
    expect(await visit("theme=dark; sid=guess")).toMatchObject({ type: "bye", code: 4401 });
  });
});

describe("secrets", () => {
  it("appear in no log line, no frame to a client and no close reason", async () => {
    const { url, said } = await serve({
      onMessage: () => {
        throw new Error("handler broke");
      },
    });
    const good = await provider.token("ann");
    const secret = "Secret-Secret-Secret-0";
    const hellos = [
      { type: "hello", token: good, secret },
      { type: "hello", token: await provider.token("ann", { expiresInS: -60 }), secret },
      { type: "hello", token: `${good.slice(0, -8)}AAAAAAAA`, secret },
      { type: "hello", token: good, secret: `${secret}-too-long` },
      { type: "hello", token: { wrapped: good }, secret },
      { type: "hello", token: good, secret, metadata: { deep: { token: good } } },
    ];
    const heard: string[] = [];
    async function talk(text: string): Promise<void> {
      const socket = new WebSocket(url, "ws-chat.v1", { headers: { Cookie: `sid=${secret}` } });
      socket.on("message", (data) => {
        heard.push(String(data));
        if (String(data).includes('"welcome"')) socket.send('{"type":"send","n":1,"id":"m1","text":"hi"}');
        if (String(data).includes("no-reply")) socket.close();
      });
      await once(socket, "open");
      socket.send(text);
      const [code, reason] = await once(socket, "close");
      heard.push(`${code} ${reason}`);
    }
    provider.isAway = true;
    await talk(JSON.stringify(hellos[0]));
    expect(heard.join("\n")).toContain("1011");
    provider.isAway = false;
    for (const hello of hellos) await talk(JSON.stringify(hello));
    await talk(`{"type":"hello","token":"${good}`);
    expect(said.join("\n")).toContain("handler broke");
    expect(heard.join("\n")).toContain("no-reply");
    for (const part of [...good.split("."), secret]) expect([...said, ...heard].join("\n")).not.toContain(part);
  });
});

describe("docs/authentication.md", () => {
  it.each(["authenticate-by-token.ts", "authenticate-by-cookie.ts"])("shows %s as it is tested here", (file) => {
    const document = readFileSync(new URL("../../docs/authentication.md", import.meta.url), "utf8");
    expect(document).toContain(`\`\`\`ts\n${readFileSync(new URL(file, import.meta.url), "utf8")}\`\`\``);
  });
});
