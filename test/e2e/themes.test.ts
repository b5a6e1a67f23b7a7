import { createRequire } from "node:module";
import type Axe from "axe-core";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { chatFiles, openShop, themeNames } from "../browser/screenshot-shop.ts";
import { english } from "../browser/screenshot-talks.ts";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe("<ws-chat> where the system's colours are forced", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each(["no theme", ...themeNames])(
    "leaves them as they are, and draws what its own would have shown: %s",
    async (theme) => {
      const shop = await openShop(english);
      onTestFinished(() => shop.close());
      const site = await servePage(
        `<link rel="stylesheet" href="/ws-chat-themes/${theme}.css">
      <ws-chat url="${shop.url}" heading="${english.heading}"></ws-chat>`,
        chatFiles(),
      );
      onTestFinished(() => site.close());
      const context = await browser.createBrowserContext();
      onTestFinished(() => context.close());
      const chat = await ChatPage.open(context, "about:blank");
      const session = await chat.page.createCDPSession();
      const features = [
        { name: "forced-colors", value: "active" },
        // What still rises has less contrast.
        { name: "prefers-reduced-motion", value: "reduce" },
      ];
      await session.send("Emulation.setEmulatedMedia", { features });
      await chat.page.goto(site.url);
      for (const question of Object.keys(english.answers)) await chat.write(question);
      await chat.page.waitForSelector('ws-chat >>> [part~="quick-reply"]');
      await chat.page.addScriptTag({ path: axeScript });

      const seen = await chat.page.evaluate(async () => {
        const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
        const { violations, passes } = await axe.run(document);
        const system = (name: string) => {
          document.body.style.color = name;
          return getComputedStyle(document.body).color;
        };
        const known = new Set(["CanvasText", "LinkText", "GrayText", "ButtonText", "FieldText"].map(system));
        const root = document.querySelector("ws-chat")?.shadowRoot;
        const colors = [...(root?.querySelectorAll("[part]") ?? [])].map((element) => getComputedStyle(element).color);
        const edge = (part: string) => {
          const element = root?.querySelector(part);
          return element ? Number.parseFloat(getComputedStyle(element).borderTopWidth) : undefined;
        };
        return {
          violations: violations.filter(({ id }) => id === "color-contrast").map(({ help }) => help),
          looked: passes.some(({ id }) => id === "color-contrast"),
          foreign: colors.filter((color) => !known.has(color)),
          edges: ['[part="box"]', '[part~="send"]', '[part~="quick-reply"]'].map(edge),
        };
      });
      expect(seen).toMatchObject({ violations: [], looked: true, foreign: [] });
      for (const edge of seen.edges) expect(edge).toBeGreaterThanOrEqual(1);
    },
  );
});
