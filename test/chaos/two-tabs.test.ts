import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "puppeteer-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { openBrowser } from "../e2e/browser-page.ts";
import { entriesOf, startChat } from "./chat-server.ts";
import { logs } from "./logs.ts";
import { openBadNetwork } from "./runs.ts";
import { buildPage, Tab } from "./tab.ts";
import { tally, unharmed } from "./tally.ts";

/** 300 beside the ten seeds. */
const count = process.env.CHAOS_SEEDS ? 300 : 100;
const seed = 1;
const lastWord = "That was all.";

describe.each(logs)(
  "a visitor with two tabs on the $name log, every connection reset after 100 to 400 ms",
  ({ open }) => {
    let browser: Browser;
    let page: RequestListener;
    beforeAll(async () => {
      page = await buildPage();
      browser = await openBrowser();
      return () => browser.close();
    });

    it(`loses, repeats and reorders none of ${count} messages, reloading now and then (seed ${seed})`, async () => {
      const { log, dispose } = await open();
      onTestFinished(dispose);
      const random = seededRandom(seed);
      await using server = await startChat({ log }, page);
      await using proxy = await openBadNetwork(server.port, seed + 1_000, "websocket");
      const url = `http://127.0.0.1:${server.port}/?chat=${encodeURIComponent(proxy.url)}`;
      const first = await Tab.open(browser, url);
      onTestFinished(() => first.page.close());
      await first.send("first 0.0");
      const second = await Tab.open(browser, url);
      onTestFinished(() => second.page.close());
      const tabs = [
        { tab: first, name: "first", pages: [["first 0.0"]] },
        { tab: second, name: "second", pages: [[]] as string[][] },
      ];
      for (let said = 1; said < count; said += 1) {
        const one = tabs[random() < 0.5 ? 0 : 1] ?? expect.unreachable();
        const page = one.pages.at(-1) ?? expect.unreachable();
        const text = `${one.name} ${one.pages.length - 1}.${page.length}`;
        page.push(text);
        await one.tab.send(text);
        if (random() < 0.1) {
          one.pages.push([]);
          await one.tab.reload();
        }
        await pause(random() * 60);
      }
      for (const { tab } of tabs) await tab.isSettled();
      const { seq: end } = await server.chat.room("lobby").send(lastWord);
      for (const { tab } of tabs) await tab.shows(lastWord);

      const stored = await entriesOf(log, "lobby");
      const visitors = stored.filter(({ from }) => from.role === "visitor");
      const texts = visitors.map(({ text }) => text);
      const sent = tabs.flatMap(({ pages }) => pages.flat());
      expect.soft(texts.toSorted(), "in the log").toEqual(sent.toSorted());
      for (const { name, pages } of tabs) {
        const own = pages.flat();
        const ownStored = texts.filter((text) => own.includes(text));
        expect.soft(tally(own, ownStored), `of the ${name} tab`).toBe(unharmed);
      }
      const replies = stored.flatMap(({ text, re }) => (re ? [`${re} ${text}`] : []));
      const due = visitors.map(({ seq, text }) => `${seq} Server echoed: ${text}`);
      expect.soft(replies.toSorted()).toEqual(due.toSorted());
      expect.soft(new Set(visitors.map(({ from }) => from.id)).size, "visitors").toBe(1);

      const conversation = stored.map(({ seq, text }) => `${seq} ${text}`);
      for (const { tab, name } of tabs) {
        expect.soft(tally(conversation, await tab.conversation()), `in the ${name} tab`).toBe(unharmed);
        expect.soft(tab.errors).toEqual([]);
      }
      expect.soft(end).toBe(2 * count + 1);
      expect.soft(server.errors).toEqual([]);
      expect.soft(Math.min(...tabs.map(({ pages }) => pages.length)), "pages of each tab").toBeGreaterThan(2);
      expect(proxy.resets, "resets on the way").toBeGreaterThan(10);
    }, 120_000);
  },
);
