import type { Browser, Page } from "puppeteer-core";
import { servePage } from "../e2e/page-server.ts";
import { sceneFiles } from "./screenshot-parts.ts";
import { chatFiles, themeNames } from "./screenshot-shop.ts";

const dark = "terminal";

/** The element beside itself: the page's own look, and each theme. */
export async function takeThemes(browser: Browser, take: (page: Page) => Promise<void>): Promise<void> {
  const site = await servePage(html(), { ...chatFiles(), ...(await sceneFiles("screenshot-themes-page.ts")) });
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1320, height: 644, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(site.url);
  for (let count = 1 + themeNames.length; count; count--) {
    for (const part of ["people", "typing", "avatar", "attach"]) {
      await page.waitForSelector(`ws-chat:nth-of-type(${count}) >>> [part~=${part}]`);
    }
    await page.waitForFunction(
      (nth) =>
        document.querySelector(`ws-chat:nth-of-type(${nth})`)?.shadowRoot?.querySelector<HTMLImageElement>(".image")
          ?.complete,
      {},
      count,
    );
  }
  await page.waitForNetworkIdle({ idleTime: 150 });
  await take(page);
  await context.close();
  await site.close();
}

function html(): string {
  const links = themeNames.map((name) => `<link rel="stylesheet" href="/ws-chat-themes/${name}.css">`).join("");
  const chats = ["", ...themeNames.toSorted((name) => (name === dark ? 1 : -1))].map(
    (name) =>
      `<ws-chat heading="Rosa's bakery" data-theme="${name}"${name === dark ? ' style="color-scheme: dark"' : ""}></ws-chat>`,
  );
  return `${links}<script type="module" src="/scenes.js"></script><style>
  :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif }
  [data-theme=''] { --ws-chat-ground: #fff }
  body { display: grid; grid-template-columns: repeat(${chats.length}, 1fr); gap: 20px; margin: 0; padding: 20px; background: #e4e7ea }
  ws-chat { block-size: 604px; box-shadow: 0 1px 3px #0002, 0 8px 24px #0001 }
</style><body>${chats.join("")}`;
}
