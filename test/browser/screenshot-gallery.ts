import type { Browser, Page } from "puppeteer-core";
import { startDemo } from "../../demo/demo.ts";
import { GalleryPage } from "../e2e/gallery-page.ts";

type Take = (gallery: GalleryPage, state: string) => Promise<void>;

interface GalleryLook {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

export const galleryLooks: readonly GalleryLook[] = [
  { name: "gallery-1280-light", width: 1280, height: 800, scheme: "light" },
  { name: "gallery-1280-dark", width: 1280, height: 800, scheme: "dark" },
  { name: "gallery-360-light", width: 360, height: 720, scheme: "light" },
  { name: "gallery-360-dark", width: 360, height: 720, scheme: "dark" },
  { name: "gallery-1600", width: 1600, height: 1000, scheme: "light" },
  { name: "gallery-readme", width: 1280, height: 1000, scheme: "light" },
  { name: "gallery-320", width: 320, height: 568, scheme: "light" },
];

/** Goes through the demo, from the article's page to its servers. */
export async function takeGallery(browser: Browser, look: GalleryLook, take: Take): Promise<void> {
  const demo = await startDemo(0);
  const gallery = await GalleryPage.open(browser, demo.url, look);
  const { page } = gallery;
  await gallery.write("#echo", "Is this the article’s page?");
  await gallery.hears("#echo", "Server echoed");
  await page.evaluate(() => scrollTo(0, 0));
  await take(gallery, "top");

  await go(page, "#looks");
  const stage = await gallery.stage();
  await stage.locator("ws-chat >>> [part~=quick-reply]").click();
  await stage.waitForFunction(() => document.querySelector("ws-chat")?.messages.length === 3);
  await take(gallery, "looks");
  await gallery.choose("theme", "comic");
  await take(gallery, "comic");
  await gallery.choose("language", "he");
  await gallery.choose("theme", "paper");
  await gallery.choose("form", "launcher");
  await gallery.choose("width", "phone");
  const panel = await gallery.stage();
  await panel.$eval("ws-chat", (chat) => chat.show());
  await panel.waitForFunction(() => document.querySelector("ws-chat")?.messages.length);
  await take(gallery, "phone");

  await gallery.comeTo("#model");
  await page.locator("#bot button:nth-of-type(3)").click();
  await page.waitForSelector("#bot >>> [part~=code]", { timeout: 30_000 });
  await take(gallery, "model");
  await page.waitForSelector("#bot >>> [part~=table]", { timeout: 30_000 });
  await gallery.comeTo("#people");
  await gallery.attach("[user-name=Ada]", "docs/images/gallery.png");
  await gallery.write("[user-name=Ada]", "Hello Ben! This is how it looks.");
  await gallery.hears("[user-name=Ben]", "This is how it looks.");
  for (const name of ["Ada", "Ben"]) {
    const image = await page.waitForSelector(`[user-name=${name}] >>> [part~=image]`);
    await image?.evaluate((element) => (element as HTMLImageElement).decode());
  }
  await take(gallery, "people");
  await go(page, "#servers");
  await take(gallery, "servers");

  await go(page, "#echo");
  await page.click(".inspector h2 button");
  await page.click("[data-outage=network]");
  await gallery.says("The network is cut.");
  for (const text of ["Two more,", "while nobody is there."]) await gallery.write("#echo", text);
  await page.waitForSelector("#echo >>> [part=status]");
  await page.$eval("#frame-list [data-type=close] summary", (row) => row.click());
  await page.$eval("#frame-list", (list) => list.scrollTo(0, list.scrollHeight));
  await take(gallery, "cut");
  await page.click("[data-outage=network]");
  await gallery.hears("#echo", "Server echoed: while nobody is there.");
  await page.select(".inspector label:nth-of-type(2) select", "/websocket");
  await gallery.says("All is well");
  await take(gallery, "back");
  await gallery.close();
  demo.close();
}

async function go(page: Page, section: string): Promise<void> {
  await page.$eval(section, (element) => element.scrollIntoView());
}
