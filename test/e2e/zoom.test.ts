import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { chatFiles, themeNames } from "../browser/screenshot-shop.ts";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

/** Windows as WCAG has them: text at twice its size (1.4.4), and what 1280 x 1024 leaves at four times it (1.4.10). */
const zooms = [
  { zoom: 2, width: 1280, height: 720 },
  { zoom: 4, width: 1280, height: 1024 },
];
const forms = { inline: "", "a launcher": "launcher" };
const cases = zooms.flatMap((zoom) =>
  Object.entries(forms).flatMap(([form, attributes]) =>
    ["none", ...themeNames].map((theme) => ({ ...zoom, form, attributes, theme })),
  ),
);

describe("<ws-chat> in a zoomed window", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const boxes = (page: Page) =>
    page.$eval("ws-chat", ({ shadowRoot }) =>
      ["panel", "close", "messages", "bubble", "box", "field", "send"].flatMap((name) => {
        const element = shadowRoot?.querySelector(`[part~="${name}"]`);
        return element ? [[name, element.getBoundingClientRect().toJSON() as DOMRect] as const] : [];
      }),
    );

  it.each(cases)("is whole, and can be used: $form, $zoom times, theme $theme", async (given) => {
    const chat = createChat();
    const site = await servePage(
      `<link rel="stylesheet" href="/ws-chat-themes/${given.theme}.css">
      <ws-chat url="/websocket" heading="Rosa's bakery in the old town" ${given.attributes}></ws-chat>`,
      chatFiles(),
    );
    attachChat(site.server, chat, { path: "/websocket" });
    const context = await browser.createBrowserContext();
    onTestFinished(async () => {
      await context.close();
      await chat.close();
      await site.close();
    });
    const visitor = new ChatPage(await context.newPage());
    const { page } = visitor;
    const [width, height] = [given.width / given.zoom, given.height / given.zoom];
    await page.setViewport({ width, height, deviceScaleFactor: given.zoom });
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    await page.goto(site.url);
    if (given.attributes) await (await page.waitForSelector('ws-chat >>> [part~="launcher"]'))?.click();
    await visitor.write("hello");
    await visitor.sees("Server echoed: hello");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // What stands in the page may be scrolled to.
    await page.$eval("ws-chat", (element) => element.scrollIntoView());
    const seen = await boxes(page);
    expect(seen).toHaveLength(given.attributes ? 7 : 5);
    for (const [name, { left, right, top, bottom }] of seen) {
      // What has been said may be scrolled to, too.
      const isBelowTop = name === "bubble" || top >= 0;
      expect([name, left >= 0, right <= width, isBelowTop, bottom <= height]).toEqual([name, true, true, true, true]);
      // Four lines of text.
      if (name === "messages") expect(bottom - top).toBeGreaterThanOrEqual(88);
    }
  });
});
