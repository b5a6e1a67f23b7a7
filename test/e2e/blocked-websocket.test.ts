import type { AddressInfo } from "node:net";
import { type Chat, createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { HostileProxy, type Treatment } from "./hostile-proxy.ts";
import { servePage } from "./page-server.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Routes = Parameters<typeof servePage>[1];

/** A page with a chat on the same server, and a proxy before both. */
async function site(routes?: Routes): Promise<{ chat: Chat; proxy: HostileProxy }> {
  const served = await servePage('<ws-chat url="/websocket?room=lobby"></ws-chat>', routes);
  // The code for HTTP is loaded by name, so a strict site needs no exception for it.
  served.server.prependListener("request", (_, response) => {
    response.setHeader("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'");
  });
  const chat = createChat();
  const attachment = attachChat(served.server, chat);
  const proxy = await HostileProxy.open((served.server.address() as AddressInfo).port);
  cleanups.push(async () => {
    await proxy.close();
    await attachment.close();
    await served.close();
  });
  return { chat, proxy };
}

/** A visitor whose tab nobody shares. */
async function visit(proxy: HostileProxy): Promise<ChatPage> {
  const context = await browser.createBrowserContext();
  cleanups.push(() => context.close());
  return ChatPage.open(context, proxy.url);
}

function transport({ page }: ChatPage): Promise<string | undefined> {
  return page.evaluate(() => document.querySelector("ws-chat")?.transport);
}

describe("a visitor behind a proxy that", () => {
  it.each<[string, Treatment, boolean]>([
    ["answers every upgrade with 403", "refuses", false],
    ["takes WebSockets and carries nothing on them", "swallows", false],
    ["refuses upgrades and holds every answer back until it has ended", "refuses", true],
  ])("%s talks by HTTP", { timeout: 60_000 }, async (_, treatment, buffers) => {
    const { chat, proxy } = await site();
    Object.assign(proxy, { treatment, buffers });
    const visitor = await visit(proxy);
    await visitor.write("one");
    await visitor.sees("Server echoed: one", 40_000);
    await visitor.write("two");
    await visitor.sees("Server echoed: two");
    await chat.room("lobby").send("Is anybody there?");
    await visitor.sees("Is anybody there?");
    expect(await visitor.lines()).toEqual([
      "visitor: one",
      "bot: Server echoed: one",
      "visitor: two",
      "bot: Server echoed: two",
      "bot: Is anybody there?",
    ]);
    expect(await transport(visitor)).toBe("http");
    expect(visitor.errors).toEqual([]);

    // What it has found out it knows for the session.
    const { upgrades } = proxy;
    await visitor.page.reload();
    await visitor.write("three");
    await visitor.sees("Server echoed: three");
    expect(await transport(visitor)).toBe("http");
    expect(proxy.upgrades).toBe(upgrades);
  });
});

describe("a visitor who loses WebSocket", () => {
  it("goes on by HTTP and comes back, in one conversation without a gap", { timeout: 90_000 }, async () => {
    const { chat, proxy } = await site();
    const room = chat.room("lobby");
    const visitor = await visit(proxy);
    await visitor.write("one");
    await visitor.sees("Server echoed: one");
    expect(await transport(visitor)).toBe("websocket");

    proxy.treatment = "refuses";
    proxy.cut();
    await room.send("said meanwhile");
    await visitor.write("two");
    await visitor.sees("Server echoed: two", 40_000);
    expect(await transport(visitor)).toBe("http");

    proxy.treatment = "passes";
    const back = visitor.page.waitForFunction(
      () => {
        // As when the network has changed.
        window.dispatchEvent(new Event("online"));
        return document.querySelector("ws-chat")?.transport === "websocket";
      },
      { timeout: 40_000, polling: 500 },
    );
    for (let at = 1; at <= 10; at += 1) await room.send(`down ${at}`);
    await visitor.write("three");
    await back;
    await visitor.write("four");
    await visitor.sees("Server echoed: four");

    const stored = (await room.history()).map(({ from, text }) => `${from.role}: ${text}`);
    expect(stored).toHaveLength(19);
    expect(await visitor.lines()).toEqual(stored);
    expect(visitor.errors).toEqual([]);
  });
});

describe("a page that cannot fetch the code for HTTP", () => {
  it("keeps to WebSocket and loses nothing", { timeout: 60_000 }, async () => {
    const { proxy } = await site({ "/ws-chat-http.js": (_, response) => response.writeHead(404).end() });
    proxy.treatment = "refuses";
    const visitor = await visit(proxy);
    await visitor.write("one");
    await visitor.sees("1 message will be sent");
    proxy.treatment = "passes";
    await visitor.sees("Server echoed: one", 40_000);
    expect(await transport(visitor)).toBe("websocket");
    expect(visitor.errors).toEqual([]);
  });
});
