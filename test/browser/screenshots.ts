// Takes every state and every look of <ws-chat> in a real browser against a real server: `npm run screenshots`, or `npm run screenshots -- paper rtl`
// for those whose names have such a word.
import { copyFile, mkdir } from "node:fs/promises";
import type { Browser, Page } from "puppeteer-core";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { servePage } from "../e2e/page-server.ts";
import { galleryLooks, takeGallery } from "./screenshot-gallery.ts";
import { chatFiles, openShop, themeNames } from "./screenshot-shop.ts";
import { english, hebrew, type Talk } from "./screenshot-talks.ts";

const folder = new URL("../results/screenshots/", import.meta.url);
const readmeImages = new URL("../../docs/images/", import.meta.url);
const readme: Readonly<Record<string, string>> = {
  "conversation-360-light": "conversation-light.png",
  "offline-360-dark": "offline-dark.png",
  "back-gallery-readme": "gallery.png",
};

interface Look {
  /** Of the pictures, after the state. */
  readonly name: string;
  readonly width: number;
  readonly height?: number;
  readonly scheme: "light" | "dark";
  readonly theme?: string;
  readonly direction?: "rtl";
  readonly talk?: Talk;
  readonly launcher?: boolean;
  readonly forced?: boolean;
  /** Pixels of the screen to one of the page. */
  readonly ratio?: number;
}
type Take = (state: string) => Promise<void>;
type Shop = Awaited<ReturnType<typeof openShop>>;

const schemes = ["light", "dark"] as const;
const looks: readonly Look[] = [
  ...[360, 1280].flatMap((width) => schemes.map((scheme) => ({ name: `${width}-${scheme}`, width, scheme }))),
  ...themeNames.flatMap((theme) =>
    schemes.flatMap((scheme) => [
      { name: `${theme}-${scheme}`, width: 400, scheme, theme },
      { name: `${theme}-launcher-${scheme}`, width: 960, height: 760, scheme, theme, launcher: true },
    ]),
  ),
  ...schemes.map((scheme) => ({ name: `launcher-${scheme}`, width: 1280, scheme, launcher: true })),
  ...schemes.map((scheme) => ({ name: `launcher-phone-${scheme}`, width: 360, scheme, launcher: true })),
  { name: "rtl", width: 360, scheme: "light", direction: "rtl", talk: hebrew },
  { name: "rtl-launcher", width: 960, scheme: "dark", direction: "rtl", talk: hebrew, launcher: true },
  { name: "rtl-in-ltr", width: 360, scheme: "light", talk: { ...hebrew, heading: english.heading } },
  ...themeNames.map(
    (theme) => ({ name: `rtl-${theme}`, width: 360, scheme: "light", direction: "rtl", talk: hebrew, theme }) as const,
  ),
  ...schemes.map((scheme) => ({ name: `forced-${scheme}`, width: 360, scheme, forced: true })),
  { name: "forced-launcher", width: 960, scheme: "dark", forced: true, launcher: true },
  ...themeNames.map((theme) => ({ name: `forced-${theme}`, width: 360, scheme: "dark", forced: true, theme }) as const),
  { name: "zoom-200", width: 640, height: 400, scheme: "light", ratio: 4 },
  { name: "zoom-200-launcher", width: 640, height: 400, scheme: "light", ratio: 4, launcher: true },
  { name: "320", width: 320, height: 568, scheme: "light" },
  { name: "320-launcher", width: 320, height: 568, scheme: "dark", launcher: true },
];

function siteOf({ theme, direction, launcher, talk = english }: Look, url: string): string {
  const link = theme ? `<link rel="stylesheet" href="/ws-chat-themes/${theme}.css">` : "";
  const chat = (attributes: string) =>
    `<ws-chat url="${url}" heading="${talk.heading}" greeting="${talk.greeting}" ${attributes}></ws-chat>`;
  return `${link}<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0; background: light-dark(#fff, #16181d) }
  ws-chat:not([launcher]) { height: 100dvh; max-inline-size: 48rem; margin-inline: auto }
  main { max-inline-size: 34rem; padding: 8vw 6vw; color: light-dark(#222, #ddd) }
  h1 { font-size: 2.5rem; line-height: 1.1 }
</style>
<body${direction ? ` dir="${direction}" lang="he"` : ""}>${
    launcher ? `<main><h1>${talk.heading}</h1><p>${talk.story.answer.join("")}</p></main>${chat("launcher")}` : chat("")
  }`;
}

/** Found by what no language changes. */
const part = (name: string) => `ws-chat >>> [part~="${name}"]`;

async function takeLook(browser: Browser, look: Look): Promise<void> {
  const { name, width, height = width < 600 ? 720 : 800, scheme, talk = english, launcher, ratio = 2 } = look;
  const shop = await openShop(talk);
  const site = await servePage(siteOf(look, shop.url), chatFiles());
  const context = await browser.createBrowserContext();
  const chat = await ChatPage.open(context, "about:blank");
  await chat.page.setViewport({ width, height, deviceScaleFactor: ratio });
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
  await context.close();
  await site.close();
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
const browser = await openBrowser();
try {
  for (const look of looks.filter(isWanted)) await takeLook(browser, look);
  for (const look of galleryLooks.filter(isWanted)) {
    await takeGallery(browser, look, ({ page }, state) => keep(page, `${state}-${look.name}`));
  }
} finally {
  await browser.close();
}
