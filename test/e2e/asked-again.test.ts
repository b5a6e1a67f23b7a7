import type { RequestListener } from "node:http";
import type { Snapshot } from "@ws-chat/client";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openBrowser } from "./browser-page.ts";
import { servePage, serveScript } from "./page-server.ts";

/** All there is and will be. */
const snapshot: Snapshot = {
  status: { state: "online" },
  items: [
    {
      type: "message",
      key: "1",
      streaming: false,
      message: { id: "1", text: "Hi", ts: 0, from: { id: "a", role: "user" } },
    },
  ],
  pending: 0,
  user: { id: "me", role: "visitor" },
  room: "lobby",
  features: [],
  textBytes: 1_000,
  history: "complete",
  typing: [],
  transport: "websocket",
  storage: "ok",
};

describe("a script file that cannot be fetched", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it("is asked for again by itself, in a conversation where nothing else happens", async () => {
    const asked: number[] = [];
    const copy: RequestListener = (request, response) => {
      asked.push(Date.now());
      if (asked.length === 1) response.writeHead(503).end();
      else serveScript("ws-chat-copy.js")(request, response);
    };
    const site = await servePage("", {
      "/ws-chat-message.js": serveScript("ws-chat-message.js"),
      "/ws-chat-copy.js": copy,
    });
    const page = await browser.newPage();
    onTestFinished(async () => {
      await page.close();
      await site.close();
    });
    await page.goto(site.url);
    await page.evaluate((snapshot) => {
      const client = { getSnapshot: () => snapshot, subscribe: () => () => {}, on: () => {} };
      document.body.append(Object.assign(document.createElement("ws-chat"), { client }));
    }, snapshot);
    await page.waitForSelector('ws-chat >>> button[part~="copy"]');
    const [first = 0, second = 0] = asked;
    expect(asked).toHaveLength(2);
    expect(second - first, "not before the network may be another").toBeGreaterThan(4_000);
  }, 30_000);
});
