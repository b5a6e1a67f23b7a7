import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "puppeteer-core";

/** The script of the scenes, and what is seen in them. */
export async function sceneFiles(script = "screenshot-scenes-page.ts"): Promise<Record<string, RequestListener>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    conditions: ["@ws-chat/source"],
  });
  const text = outputFiles[0]?.text;
  const drawn =
    (content: string): RequestListener =>
    (_request, response) =>
      response.setHeader("Content-Type", "image/svg+xml").end(content);
  const sizes = ["480x320", "320x320", "300x400", "640x360", "240x320"];
  return {
    "/scenes.js": (_request, response) => response.setHeader("Content-Type", "text/javascript").end(text),
    "/rosa.svg": drawn(face),
    ...Object.fromEntries(sizes.map((size) => [`/bread-${size}.svg`, drawn(breadOf(size))])),
  };
}

/** What a server would have to be made to do: people, files, an old conversation. */
export async function takeScenes(page: Page, take: (state: string) => Promise<void>): Promise<void> {
  await page.addScriptTag({ url: "/scenes.js", type: "module" });
  await page.waitForFunction(() => "scenes" in globalThis);
  await page.evaluate(() => document.querySelector("ws-chat")?.show());
  const show = async (scene: string) => {
    await page.mouse.move(0, 0);
    await page.evaluate((name) => scenes[name]?.(), scene);
    await page.waitForNetworkIdle({ idleTime: 150 });
  };

  await show("people");
  await page.waitForSelector("ws-chat >>> [part~=people]");
  await take("people");
  // Not with the mouse, which leaves the page for as long as a picture is taken.
  await page
    .locator("ws-chat >>> .message:not(.own, .system) .bubble")
    .map((bubble) => bubble.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })))
    .wait();
  await take("people-hover");
  for (const scene of ["pictures", "own-pictures", "files"]) {
    await show(scene);
    await page.waitForFunction(() => {
      const images = document.querySelector("ws-chat")?.shadowRoot?.querySelectorAll<HTMLImageElement>(".image") ?? [];
      return images.length > 0 && [...images].every(({ complete }) => complete);
    });
    await take(scene);
  }
  await show("uploads");
  await take("uploads");
  await page.$eval("ws-chat >>> .uploads", (tray) => tray.lastElementChild?.scrollIntoView());
  await take("uploads-end");
  for (const scene of ["drop", "history", "trouble", "long", "typing", "jump", "writing", "disabled"]) {
    await show(scene);
    await take(scene);
  }
  await show("markdown");
  await page.waitForSelector("ws-chat >>> [part~=table]");
  await take("markdown");
  await page.$eval("ws-chat >>> .scroller", (scroller) => scroller.scrollTo(0, 0));
  await take("markdown-top");
}

const face = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#f2c9a1" d="M0 0h64v64H0z"/>
<circle cx="32" cy="27" r="13" fill="#8a4b2a"/><path fill="#b5472f" d="M8 64c2-16 12-22 24-22s22 6 24 22z"/></svg>`;

function breadOf(size: string): string {
  const [width = "1", height = "1"] = size.split("x");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice">
<path fill="#3f5b52" d="M-100-100h300v300h-300z"/><path fill="#d9c7a3" d="M-100 70h300v130h-300z"/>
<ellipse cx="50" cy="58" rx="36" ry="24" fill="#a8652c"/><path d="m32 46 8 18m6-24 8 26m6-25 8 20" stroke="#f0d5a4" stroke-width="3" stroke-linecap="round"/></svg>`;
}
