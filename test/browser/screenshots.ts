// Takes every state and every look of <ws-chat> in a real browser against a real server: `npm run screenshots`, or `npm run screenshots -- paper rtl`
// for those whose names have such a word.
import { copyFile, mkdir } from "node:fs/promises";
import type { Browser, Page } from "puppeteer-core";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { servePage } from "../e2e/page-server.ts";
import { galleryLooks, takeGallery } from "./screenshot-gallery.ts";
import { type Look, looks, siteOf } from "./screenshot-looks.ts";
import { sceneFiles, takeScenes } from "./screenshot-parts.ts";
import { chatFiles, openShop } from "./screenshot-shop.ts";
import { english, type Talk } from "./screenshot-talks.ts";
import { takeThemes } from "./screenshot-themes.ts";

const folder = new URL("../results/screenshots/", import.meta.url);
const readmeImages = new URL("../../docs/images/", import.meta.url);
const readme: Readonly<Record<string, string>> = {
  "conversation-360-light": "conversation-light.png",
  "offline-360-dark": "offline-dark.png",
  "back-gallery-readme": "gallery.png",
  themes: "themes.png",
};

type Take = (state: string) => Promise<void>;
type Shop = Awaited<ReturnType<typeof openShop>>;

/** Found by what no language changes. */
const part = (name: string) => `ws-chat >>> [part~="${name}"]`;

async function takeLook(browser: Browser, look: Look): Promise<void> {
  const { name, width, height = width < 600 ? 720 : 800, scheme, talk = english, launcher, ratio = 2 } = look;
  const shop = await openShop(talk);
  const site = await servePage(siteOf(look, shop.url), { ...chatFiles(), ...scenes });
  const context = await browser.createBrowserContext();
  const chat = await ChatPage.open(context, "about:blank");
  await chat.page.setViewport({ width, height, deviceScaleFactor: ratio });
  await chat.page.emulateTimezone(whereItIsNine());
  const session = await chat.page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
      { name: "forced-colors", value: look.forced ? "active" : "none" },
    ],
  });
  const take: Take = (state) => keep(chat.page, `${state}-${name}`);
  await chat.page.goto(site.url);
  await (launcher ? visitLauncher : visit)(chat, shop, talk, take);
  await takeScenes(chat.page, take);
  await context.close();
  await site.close();
}

/** The zone in which it is morning, as in what is said. */
function whereItIsNine(): string {
  const west = new Date().getUTCHours() - 9;
  const hours = west > 12 ? west - 24 : west;
  return `Etc/GMT${hours < 0 ? "" : "+"}${hours}`;
}

async function keep(page: Page, file: string): Promise<void> {
  const path = new URL(`${file}.png`, folder).pathname;
  await page.screenshot({ path });
  if (readme[file]) await copyFile(path, new URL(readme[file], readmeImages));
}

/** From the first word to a server that went away. */
async function visit(chat: ChatPage, shop: Shop, talk: Talk, take: Take): Promise<void> {
  await chat.sees(talk.greeting);
  await take("empty");
  await converse(chat, talk);
  await take("conversation");

  await chat.write(talk.story.question);
  await chat.sees(talk.story.answer[0].trim());
  await chat.page.waitForSelector(part("stop"));
  await take("streaming");
  shop.finish();
  await chat.sees(talk.story.answer[1]);

  await chat.page.evaluate((text) => void document.querySelector("ws-chat")?.send(text), talk.order);
  await chat.page.waitForSelector(part("trouble"));
  await take("failed");
  await chat.page.locator(`${part("trouble")} button:last-of-type`).click();

  await shop.close();
  for (const text of talk.late) await chat.write(text);
  await chat.page.waitForSelector(part("status"));
  await chat.sees(talk.late.at(-1) ?? "");
  await take("offline");
}

/** Closed, open, and closed again while an answer comes. */
async function visitLauncher(chat: ChatPage, shop: Shop, talk: Talk, take: Take): Promise<void> {
  const button = await chat.page.waitForSelector(part("launcher"));
  await take("closed");
  await button?.click();
  await chat.sees(talk.greeting);
  await take("open-empty");
  await converse(chat, talk);
  await take("open");
  await chat.write(talk.story.question);
  await chat.sees(talk.story.answer[0].trim());
  await chat.page.keyboard.press("Escape");
  shop.finish();
  await chat.page.waitForSelector(`${part("badge")}:not(:empty)`);
  await take("unread");
  await shop.close();
}

async function converse(chat: ChatPage, { answers }: Talk): Promise<void> {
  for (const [question, answer] of Object.entries(answers)) {
    await chat.write(question);
    const text = typeof answer === "string" ? answer : answer.text;
    await chat.sees(text.split("\n")[0] ?? text);
    if (typeof answer === "object") await chat.page.waitForSelector(part("quick-reply"));
  }
}

await mkdir(folder, { recursive: true });
await mkdir(readmeImages, { recursive: true });
const words = process.argv.slice(2);
const isWanted = ({ name }: { readonly name: string }) =>
  words.length === 0 || words.some((word) => name.includes(word));
const scenes = await sceneFiles();
const browser = await openBrowser();
try {
  for (const look of looks.filter(isWanted)) await takeLook(browser, look);
  if (isWanted({ name: "themes" })) await takeThemes(browser, (page) => keep(page, "themes"));
  for (const look of galleryLooks.filter(isWanted)) {
    await takeGallery(browser, look, ({ page }, state) => keep(page, `${state}-${look.name}`));
  }
} finally {
  await browser.close();
}
