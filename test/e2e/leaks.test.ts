import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chat, createChat } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { attachChat } from "@ws-chat/server-node";
import type { Browser, CDPSession, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const rounds = 100;
const dist = new URL("../../packages/ws-chat/dist/", import.meta.url);
const nothing = { elements: 0, sockets: 0, timers: 0 };
/** What was said stays in the live region for ten seconds. */
const patience = { timeout: 20_000, interval: 500 };

/** One life of an element; runs in the page. */
const lives: Readonly<Record<string, () => Promise<void>>> = {
  "in the page, with a url": async () => {
    const chat = Object.assign(document.createElement("ws-chat"), { url: "/websocket", heading: "Hi" });
    document.body.append(chat);
    await track.until(() => chat.status.state === "online");
    track.end(chat);
  },
  "taken out while it connects": async () => {
    const chat = Object.assign(document.createElement("ws-chat"), { url: "/websocket" });
    document.body.append(chat);
    await chat.updateComplete;
    track.end(chat);
  },
  "a launcher, opened, used and closed": async () => {
    const chat = Object.assign(document.createElement("ws-chat"), { url: "/websocket", launcher: true });
    document.body.append(chat);
    await track.until(() => chat.shadowRoot?.querySelector("button"));
    chat.show();
    await track.until(() => chat.status.state === "online");
    chat.hide();
    await chat.updateComplete;
    track.end(chat);
  },
  "with a conversation and an unsent message": async () => {
    const chat = Object.assign(document.createElement("ws-chat"), { url: "/websocket" });
    document.body.append(chat);
    await chat.send("https://example.com/");
    chat.disconnect();
    chat.send("unsent").catch(() => {});
    await chat.updateComplete;
    chat.reset();
    track.end(chat);
  },
  "with a file on its way": async () => {
    const chat = Object.assign(document.createElement("ws-chat"), { url: "/websocket", uploads: true });
    document.body.append(chat);
    await track.until(() => chat.shadowRoot?.querySelector("input"));
    const files = new DataTransfer();
    files.items.add(new File(["x".repeat(1_000_000)], "a.txt", { type: "text/plain" }));
    const input = chat.shadowRoot?.querySelector("input");
    if (!input) throw new Error("no input");
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
    await track.until(() => chat.shadowRoot?.querySelector("progress"));
    track.end(chat);
  },
  "one of whose files cannot be had": async () => {
    const chat = Object.assign(document.createElement("ws-chat"), { titleCount: true });
    document.body.append(chat);
    await chat.updateComplete;
    track.end(chat);
  },
};

/** What the page keeps account of. */
interface Track {
  readonly elements: WeakRef<Element>[];
  readonly sockets: Set<WebSocket>;
  readonly timers: Set<unknown>;
  until(isSo: () => unknown): Promise<void>;
  end(element: Element): void;
}
declare global {
  var track: Track;
}

describe("a <ws-chat> that was taken out of the page", () => {
  const folder = mkdtempSync(join(tmpdir(), "leaks-"));
  let chat: Chat;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  beforeAll(async () => {
    const store = await createDiskUploads({ folder });
    chat = createChat({ limits: { rate: { perSecond: 10_000, burst: 10_000 } }, uploads: { store } });
    const part = (name: string) => ({
      [name]: (async (_request, response) => {
        response.setHeader("Content-Type", "text/javascript").end(await readFile(new URL(`.${name}`, dist)));
      }) satisfies RequestListener,
    });
    const parts = ["launcher", "rich", "uploads", "upload"].map((name) => part(`/ws-chat-${name}.js`));
    site = await servePage("", Object.assign({}, ...parts));
    attachChat(site.server, chat, { path: "/websocket" });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await chat.close();
    await site.close();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(lives))(
    `leaves no node, listener, timer or socket behind, ${rounds} times: %s`,
    async (_name, live) => {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(keepAccount);
      await page.goto(site.url);
      await page.waitForFunction(() => customElements.get("ws-chat"));
      const session = await page.createCDPSession();
      const counts = () => countsOf(session, page);
      // What is loaded and made once comes with the first.
      await page.evaluate(live);
      await expect.poll(counts, patience).toMatchObject(nothing);
      const { nodes, jsEventListeners } = await counts();
      for (let round = 0; round < rounds; round++) await page.evaluate(live);
      await expect.poll(counts, patience).toMatchObject(nothing);
      const after = await counts();
      expect(after.nodes).toBeLessThanOrEqual(nodes + rounds / 10);
      expect(after.jsEventListeners).toBeLessThanOrEqual(jsEventListeners);
      await page.close();
    },
    60_000,
  );
});

/** Counts sockets and timers by standing before the page's own; runs in the page before anything else. */
function keepAccount(): void {
  const sockets = new Set<WebSocket>();
  const timers = new Set<unknown>();
  const elements: WeakRef<Element>[] = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.add(this);
      this.addEventListener("close", () => sockets.delete(this));
    }
  };
  const { setTimeout, clearTimeout } = globalThis;
  const start = (run: () => void, ms?: number): unknown => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
    return timer;
  };
  Object.assign(globalThis, {
    setTimeout: start,
    clearTimeout(timer: number) {
      timers.delete(timer);
      clearTimeout(timer);
    },
    track: {
      elements,
      sockets,
      timers,
      async until(isSo: () => unknown) {
        while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      end(element: Element) {
        element.remove();
        elements.push(new WeakRef(element));
      },
    },
  });
}

async function countsOf(session: CDPSession, page: Page) {
  await session.send("HeapProfiler.collectGarbage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  const own = await page.evaluate(() => ({
    elements: track.elements.filter((element) => element.deref()).length,
    sockets: track.sockets.size,
    timers: track.timers.size,
  }));
  return { ...own, nodes, jsEventListeners };
}
