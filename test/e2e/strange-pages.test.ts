import { attachChat } from "@ws-chat/server-node";
import { createChat } from "@ws-chat/server";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

/** Classic scripts of a page's own, which run before ours. */
const pages = {
  "brings a Promise that knows less than the browser's": "delete Promise.withResolvers;",
  "puts a WebSocket of its own around the browser's": `
    const Inner = WebSocket;
    globalThis.WebSocket = class {
      constructor(url, protocols) {
        this.inner = new Inner(url, protocols);
        for (const type of ["open", "message", "error", "close"])
          this.inner.addEventListener(type, (event) => this["on" + type]?.(event));
      }
      get readyState() { return this.inner.readyState; }
      get protocol() { return this.inner.protocol; }
      send(data) { this.inner.send(data); }
      close(code, reason) { this.inner.close(code, reason); }
    };`,
  "forbids storage": `
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(globalThis, name, { get() { throw new DOMException("no", "SecurityError"); } });`,
  "has storage that is full": `
    for (const storage of [localStorage, sessionStorage])
      for (let size = 2 ** 22; size >= 1; )
        try { storage.setItem("page " + Math.random(), "x".repeat(size)); } catch { size /= 2; }`,
  "extends what all arrays have": `
    Array.prototype.remove = function () {};
    Array.prototype.entries = function () { return this.slice(); };
    Array.from = () => [];`,
};

describe("<ws-chat> on a page that", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each(Object.entries(pages))("%s", async (_what, script) => {
    const site = await servePage(`<script>${script}</script><ws-chat url="/websocket"></ws-chat>`);
    const chat = attachChat(site.server, createChat(), { path: "/websocket" });
    // Storage of its own.
    const context = await browser.createBrowserContext();
    try {
      const page = await ChatPage.open(context, site.url);
      await page.write("one");
      await page.sees("Server echoed: one");
      await page.write("two");
      await page.sees("Server echoed: two");
      expect(await page.lines()).toEqual([
        "visitor: one",
        "bot: Server echoed: one",
        "visitor: two",
        "bot: Server echoed: two",
      ]);
      expect(page.errors).toEqual([]);
    } finally {
      await context.close();
      await chat.close();
      await site.close();
    }
  });

  it("has the element's script alone asks now and then for the others, not with each word of a reply", async () => {
    const asked: string[] = [];
    const site = await servePage('<ws-chat url="/websocket"></ws-chat>');
    site.server.on("request", ({ url = "" }) => asked.push(url));
    const words = Array.from({ length: 40 }, (_, index) => `word ${index} `);
    const chat = createChat({
      async *onMessage() {
        for (const word of words) {
          yield word;
          await new Promise((resolve) => setTimeout(resolve, 40));
        }
      },
    });
    const attachment = attachChat(site.server, chat, { path: "/websocket" });
    const context = await browser.createBrowserContext();
    try {
      const page = await ChatPage.open(context, site.url);
      await page.write("go");
      await page.sees(words.join("").trimEnd());
      expect(asked).toContain("/ws-chat-rich.js");
      // It is so far from one for each word that a slow machine makes no difference.
      expect(asked.filter((url) => url.startsWith("/ws-chat-rich.js")).length).toBeLessThan(words.length / 4);
    } finally {
      await context.close();
      await attachment.close();
      await site.close();
    }
  });
});
