import type { RequestListener } from "node:http";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage, serveScript } from "./page-server.ts";

const chat = `<ws-chat url="ws://127.0.0.1:65001/nowhere"></ws-chat>`;

describe("the script files on a page in another language", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  async function open(
    body: string,
    files: readonly string[],
    more: Readonly<Record<string, RequestListener>> = {},
  ): Promise<{ page: ChatPage; asked: string[] }> {
    const site = await servePage(body, {
      ...Object.fromEntries(files.map((file) => [`/${file}`, serveScript(file)])),
      ...more,
    });
    const page = new ChatPage(await browser.newPage());
    onTestFinished(async () => {
      await page.page.close();
      await site.close();
    });
    const asked: string[] = [];
    page.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.page.goto(site.url);
    return { page, asked };
  }

  for (const [lang, button] of [
    ["de", "Senden"],
    ["ar-EG", "إرسال"],
    ["zh-TW", "发送"],
  ] as const) {
    it(`fetch the words of ${lang}`, async () => {
      const file = `ws-chat-${lang.slice(0, 2)}.js`;
      const { page, asked } = await open(`<div lang="${lang}">${chat}</div>`, ["ws-chat-language.js", file]);
      await page.page.waitForSelector(`aria/${button}[role="button"]`);
      expect(asked.filter((path) => /ws-chat-/.test(path))).toEqual(["/ws-chat-language.js", `/${file}`]);
      expect(page.errors).toEqual([]);
    });
  }

  it("show nothing in English while the words are on their way", async () => {
    const [arrived, words] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late: RequestListener = async (request, response) => {
      arrived.resolve();
      await words.promise;
      serveScript("ws-chat-de.js")(request, response);
    };
    const { page } = await open(`<div lang="de">${chat}</div>`, ["ws-chat-language.js"], { "/ws-chat-de.js": late });
    await arrived.promise;
    // What would not wait for them has had its time.
    await page.page.waitForNetworkIdle({ concurrency: 1 });
    const seen = await page.page.evaluateHandle(() => {
      const root = document.querySelector("ws-chat")?.shadowRoot;
      const placeholders = new Set<string>();
      const look = () => placeholders.add(root?.querySelector("textarea")?.placeholder ?? "");
      if (root) new MutationObserver(look).observe(root, { subtree: true, childList: true, attributes: true });
      look();
      return placeholders;
    });
    words.resolve();
    await page.page.waitForSelector('aria/Senden[role="button"]');
    expect(await seen.evaluate((placeholders) => [...placeholders])).toEqual(["", "Nachricht"]);
  });

  it("fetch nothing more in English", async () => {
    const { page, asked } = await open(chat, []);
    await page.page.waitForSelector('aria/Send[role="button"]');
    expect(asked.filter((path) => path.includes("language"))).toEqual([]);
  });

  for (const files of [[], ["ws-chat-language.js"]]) {
    it(`stay English, without an error, where ${files[0] ? "the words" : "the languages"} cannot be fetched`, async () => {
      const { page, asked } = await open(`<div lang="fr">${chat}</div>`, files);
      await page.page.waitForSelector('aria/Send[role="button"]');
      expect(asked).toContain(files[0] ? "/ws-chat-fr.js" : "/ws-chat-language.js");
      expect(page.errors).toEqual([]);
    });
  }
});
