import { readFileSync } from "node:fs";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openBrowser } from "./browser-page.ts";
import { GalleryPage } from "./gallery-page.ts";
import { type ServerProcess, startDemo } from "./server-process.ts";

const languages = ["en", "de", "fr", "es", "pt", "ar", "he", "zh", "ja"];
const kinds = ["#model", "#one-line", "#choices", "#people", "#person", "#text"];

let demo: ServerProcess;
let browser: Browser;
let url: string;
beforeAll(async () => {
  demo = await startDemo();
  url = `http://localhost:${demo.port}/`;
  browser = await openBrowser();
});
afterAll(() => Promise.all([browser?.close(), demo?.stop()]));

/** A page in a profile of its own, gone with its test. */
async function open(options?: Parameters<typeof GalleryPage.open>[2]): Promise<GalleryPage> {
  const gallery = await GalleryPage.open(browser, url, options);
  onTestFinished(() => gallery.close());
  return gallery;
}

describe("the gallery's kinds of talk", () => {
  it("answer, each as its code says", async () => {
    const gallery = await open();
    await gallery.comeTo("#one-line");
    await gallery.write("#one-line ws-chat", "hello");
    await gallery.hears("#one-line ws-chat", "HELLO");

    await gallery.comeTo("#choices");
    await gallery.page.locator("#choices ws-chat >>> [part~=quick-reply]").click();
    await gallery.hears("#choices ws-chat", "In a van, two streets away.");
    await gallery.write("#choices ws-chat", "constructor");
    await gallery.hears("#choices ws-chat", "You are welcome.");

    await gallery.comeTo("#people");
    await gallery.write("[user-name=Ben]", "Hello Ada");
    await gallery.hears("[user-name=Ada]", "Hello Ada");
    await gallery.page.waitForSelector("[user-name=Ada] >>> [part~=people] ::-p-text(Ben)");
    await gallery.page.waitForSelector("[user-name=Ben] >>> [part~=people] ::-p-text(Ada)");

    await gallery.comeTo("#text");
    await gallery.write("#text ws-chat", "as in 2012");
    await gallery.page.waitForFunction(
      () => document.querySelector<HTMLElementTagNameMap["ws-chat"]>("#text ws-chat")?.messages.length === 2,
    );
    const texts = await gallery.page.$eval("#text ws-chat", (chat) => chat.messages.map(({ text }) => text));
    expect(texts).toEqual(["as in 2012", "Server echoed: as in 2012"]);

    await gallery.comeTo("#model");
    await gallery.page.locator("#bot button:nth-of-type(3)").click();
    await gallery.page.waitForSelector("#bot >>> [part~=table]", { timeout: 30_000 });
    expect(gallery.faults).toEqual([]);
  }, 90_000);

  it.each(kinds)("show what runs, to be copied: %s", async (kind) => {
    const gallery = await open();
    await gallery.comeTo(kind);
    const shown = await gallery.code(kind, "The page");
    const [written, live] = await gallery.page.evaluate(
      (markup, selector) => {
        const plain = (elements: Iterable<Element>) =>
          [...elements].map(({ outerHTML }) => outerHTML.replace(/\s+/g, " ").replace(/\s*(<\/?)/g, "$1"));
        const parsed = document.implementation.createHTMLDocument();
        // What is parsed here runs nowhere.
        const policy = (
          globalThis as unknown as {
            trustedTypes: { createPolicy(name: string, rules: object): { createHTML(text: string): string } };
          }
        ).trustedTypes.createPolicy("test", { createHTML: (text: string) => text });
        parsed.body.innerHTML = policy.createHTML(markup);
        return [plain(parsed.body.children), plain(document.querySelectorAll(`${selector} .live > ws-chat`))];
      },
      shown,
      kind,
    );
    expect(written).toEqual(live);
    const name = await gallery.page.$eval(`${kind} .codes`, (codes) => codes.getAttribute("data-code"));
    const file = name === "inbox.ts" ? "demo/inbox/inbox.ts" : `demo/kinds/${name}`;
    expect(await gallery.code(kind, "The server")).toBe(readFileSync(file, "utf8").trimEnd());
  });

  it("take a picture with a message, and show it to the other one", async () => {
    const gallery = await open();
    await gallery.comeTo("#people");
    await gallery.attach("[user-name=Ada]", "docs/images/conversation-light.png");
    await gallery.write("[user-name=Ada]", "This is how it looks");
    await gallery.hears("[user-name=Ben]", "This is how it looks");
    await gallery.page.waitForFunction(() => {
      const picture = document.querySelector("[user-name=Ben]")?.shadowRoot?.querySelector("img");
      return picture?.complete && picture.naturalWidth > 0;
    });
    expect(gallery.faults).toEqual([]);
  });

  it("keeps no more than four chats linked, and links one that gets the focus", async () => {
    const gallery = await open();
    const linked = () =>
      gallery.page.evaluate(() => {
        const documents = [document, document.querySelector("iframe")?.contentDocument];
        const chats = documents.flatMap((one) => [...(one?.querySelectorAll("ws-chat") ?? [])]);
        return chats.filter(({ status }) => status.state !== "idle").length;
      });
    for (const kind of kinds.toReversed()) {
      await gallery.comeTo(kind);
      await gallery.page.waitForFunction(
        (selector) => document.querySelector<HTMLElementTagNameMap["ws-chat"]>(selector)?.status.state === "online",
        {},
        `${kind} ws-chat`,
      );
      await expect.poll(linked).toBeLessThanOrEqual(4);
    }
    await gallery.write("#echo", "still there?");
    await gallery.hears("#echo", "Server echoed: still there?");
    await expect.poll(linked).toBeLessThanOrEqual(4);
    expect(gallery.faults).toEqual([]);
  }, 60_000);
});

describe("the gallery's chats on a slow network", () => {
  it("break off no connection that only just opens", async () => {
    const gallery = await open();
    const { page } = gallery;
    const press = () => page.locator("[data-outage=slow]").click();
    await press();
    onTestFinished(press);
    await page.waitForSelector("[data-outage=slow][data-down]");
    for (const kind of kinds) await gallery.comeTo(kind);
    await page.waitForFunction(() => {
      const states = [...document.querySelectorAll("ws-chat")].map(({ status }) => status.state);
      return states.includes("online") && !states.includes("connecting");
    });
    expect(gallery.faults).toEqual([]);
  });
});

describe("the gallery's looks", () => {
  it("dress the chat in each theme, in light and in dark", async () => {
    const gallery = await open();
    const grounds = new Set<string>();
    for (const scheme of ["light", "dark"]) {
      await gallery.choose("scheme", scheme);
      for (const theme of ["", "paper", "terminal", "comic"]) {
        const stage = await gallery.choose("theme", theme);
        await stage.waitForFunction(
          (name) => [...document.styleSheets].some(({ href }) => href?.endsWith(`/${name}.css`)),
          {},
          theme || "stage",
        );
        const look = await stage.$eval("ws-chat", (chat) => {
          const { backgroundColor, fontFamily } = getComputedStyle(chat);
          return `${getComputedStyle(document.documentElement).backgroundColor} ${backgroundColor} ${fontFamily}`;
        });
        grounds.add(look);
      }
    }
    expect(grounds.size).toBe(8);
    expect(gallery.faults).toEqual([]);
  });

  it("say what each choice is about to who cannot see where it stands", async () => {
    const { page } = await open();
    const named = { Width: "Wide", "Light or dark": "Auto" };
    for (const [group, choice] of Object.entries(named)) {
      const radios = await page.$$(`[aria-label="${group}"] input`);
      expect(radios.length).toBeGreaterThan(1);
      const choices = await page.waitForSelector(`aria/${group}[role="group"]`);
      await choices?.waitForSelector(`aria/${choice}[role="radio"]`);
    }
  });

  it("take an accent of one's own", async () => {
    const gallery = await open();
    const stage = await gallery.choose("accent", "#b4235a");
    expect(
      await stage.$eval("ws-chat", (chat) => getComputedStyle(chat).getPropertyValue("--ws-chat-accent").trim()),
    ).toBe("#b4235a");
    expect(await gallery.code("#looks", "What runs here")).toContain("ws-chat { --ws-chat-accent: #b4235a; }");
  });

  it("speak each language, and turn with it, while the page stays as it is", async () => {
    const gallery = await open();
    const words = new Set<string | undefined>();
    for (const language of languages) {
      const stage = await gallery.choose("language", language);
      await stage.waitForFunction(
        (tag) => {
          const chat = document.querySelector("ws-chat");
          return chat?.getAttribute("url") === `/shop/${tag}` && chat.messages.length === 1;
        },
        {},
        language,
      );
      const isTurned = ["ar", "he"].includes(language);
      expect(await stage.$eval("ws-chat", (chat) => getComputedStyle(chat).direction)).toBe(isTurned ? "rtl" : "ltr");
      const known = [...words];
      const placeholder = await stage.waitForFunction(
        (seen) => {
          const field = document.querySelector("ws-chat")?.shadowRoot?.querySelector("textarea");
          return field && !seen.includes(field.placeholder) ? field.placeholder : undefined;
        },
        {},
        // French says it as English does.
        language === "fr" ? [] : known,
      );
      words.add(await placeholder.jsonValue());
    }
    expect(await gallery.page.evaluate(() => getComputedStyle(document.body).direction)).toBe("ltr");
    expect(gallery.faults).toEqual([]);
  }, 60_000);

  it("open a launcher in either corner, full screen on a phone, and load nothing before", async () => {
    const gallery = await open();
    const asked: string[] = [];
    gallery.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    let stage = await gallery.choose("form", "launcher");
    const closed = await stage.waitForSelector("ws-chat >>> [part=launcher]", { visible: true });
    expect(asked).not.toContain("/ws-chat-box.js");
    const endOf = async () => (await closed?.boundingBox())?.x ?? 0;
    const end = await endOf();
    await gallery.choose("placement", "start");
    expect(await endOf()).toBeLessThan(end - 300);
    await gallery.page.click("#looks [name=open]");
    await stage.waitForSelector("ws-chat >>> textarea", { visible: true });
    expect(asked).toContain("/ws-chat-box.js");
    await expect.poll(() => gallery.code("#looks", "What runs here")).toMatch(/^ {2}open$/m);

    stage = await gallery.choose("width", "phone");
    expect(await stage.evaluate(() => innerWidth)).toBe(360);
    const panel = await stage.$("ws-chat >>> [part=panel]");
    await expect.poll(async () => (await panel?.boundingBox())?.width).toBe(360);
    expect(gallery.faults).toEqual([]);
  });

  it("show what runs, to be copied", async () => {
    const gallery = await open();
    await gallery.choose("form", "launcher");
    await gallery.choose("placement", "start");
    await gallery.choose("theme", "comic");
    await gallery.choose("scheme", "dark");
    const stage = await gallery.choose("language", "he");
    const shown = await gallery.code("#looks", "What runs here");
    const runs = await stage.evaluate(() => {
      const { lang, dir } = document.documentElement;
      const tags = [...document.querySelectorAll("link[href*=themes], script[src*=ws-chat], ws-chat")];
      const rules = document.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));
      return { lang, dir, tags: tags.map(({ outerHTML }) => outerHTML), rules };
    });
    expect(shown).toContain(`<html lang="${runs.lang}" dir="${runs.dir}">`);
    expect(runs.rules).toEqual([":root { color-scheme: dark; }"]);
    const plain = (markup: string) => new Set(markup.match(/[\w-]+="[^"]*"|<[\w-]+|launcher(?=[\s>])/g));
    const said = plain(shown);
    for (const tag of runs.tags) for (const word of plain(tag.replaceAll('=""', ""))) expect(said).toContain(word);
    for (const rule of runs.rules) expect(shown).toContain(rule);
    await gallery.page.focus("#looks .code button");
    await gallery.page.keyboard.press("Enter");
    await gallery.page.waitForFunction(() => document.querySelector("#looks .code button")?.textContent === "Copied");
    expect(await gallery.page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
    expect(gallery.faults).toEqual([]);
  });
});

describe("the gallery as a page", () => {
  it.each([
    [1280, "light"],
    [1280, "dark"],
    [360, "light"],
    [360, "dark"],
  ])(
    "has nothing that axe objects to: %i px, %s",
    async (width, scheme) => {
      const gallery = await open({ width, scheme });
      for (const kind of kinds) await gallery.comeTo(kind);
      await gallery.page.click(".inspector h2 button");
      const row = await gallery.page.waitForSelector("#frame-list summary");
      await row?.evaluate((summary) => summary.click());
      expect(await gallery.objections()).toEqual([]);
      expect(gallery.faults).toEqual([]);
    },
    60_000,
  );

  it.each([320, 360, 768, 880, 1600])("is as wide as its window: %i px", async (width) => {
    const gallery = await open({ width });
    for (const kind of kinds) await gallery.comeTo(kind);
    await gallery.page.click(".inspector h2 button");
    expect(await gallery.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
