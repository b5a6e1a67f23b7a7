// Takes every state of <ws-chat> in a real browser against a real server: `npm run screenshots`.
import { once } from "node:events";
import { copyFile, mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import type { Browser, Page } from "puppeteer-core";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { servePage } from "../e2e/page-server.ts";

const folder = new URL("../results/screenshots/", import.meta.url);
const readmeImages = new URL("../../docs/images/", import.meta.url);
const readme = { "conversation-360-light": "conversation-light.png", "offline-360-dark": "offline-dark.png" };

const site = (port: number) => `<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0; background: light-dark(#fff, #16181d) }
  ws-chat { height: 100dvh; max-inline-size: 48rem; margin-inline: auto }
</style>
<ws-chat url="ws://127.0.0.1:${port}/websocket" heading="Rosa's bakery" greeting="Ask about today's bread, or order for tomorrow."></ws-chat>`;

const answers: Record<string, string> = {
  "Good morning! Do you still have the dark rye?":
    "Good morning. Two loaves left, baked at five.\nShall I put one aside for you?",
  "Yes please, and four rolls 🥐": "Done: one dark rye, four rolls. They are yours until noon.",
  "What is in the seed bread?": "",
  "❤️": "See you soon!",
};
const seeds =
  "Sunflower, pumpkin, linseed and sesame, on a sourdough that rests for eighteen hours. It keeps for a week in a cloth; toast it from the fourth day on.";

/** Streams the seeds up to the middle and waits there, so that a picture can be taken of it. */
async function* streamedReply(isTaken: Promise<void>): AsyncGenerator<string> {
  const middle = seeds.indexOf("It keeps");
  yield seeds.slice(0, middle);
  await isTaken;
  yield seeds.slice(middle);
}

async function startShop() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { promise: isTaken, resolve: finishStream } = Promise.withResolvers<void>();
  const chat = createChat({
    limits: { textBytes: 200 },
    author: { id: "rosa", name: "Rosa", role: "operator" },
    onMessage: (message) => answers[message.text] || streamedReply(isTaken),
  });
  attachChat(server, chat);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    finishStream,
    async stop() {
      await chat.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function takeAll(browser: Browser, width: number, scheme: "light" | "dark"): Promise<void> {
  const shop = await startShop();
  const page = await servePage(site(shop.port));
  const chat = await ChatPage.open(browser, "about:blank");
  const take = (state: string) => capture(chat.page, `${state}-${width}-${scheme}`);
  await chat.page.setViewport({ width, height: width < 600 ? 720 : 800, deviceScaleFactor: 2 });
  await chat.page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await chat.page.goto(page.url);
  await chat.sees("Ask about today's bread");
  await take("empty");

  for (const [question, answer] of Object.entries(answers)) {
    if (!answer) continue;
    await chat.write(question);
    await chat.sees(answer.split("\n")[0] ?? answer);
  }
  await take("conversation");

  await chat.write("What is in the seed bread?");
  await chat.sees("that rests");
  await take("streaming");
  shop.finishStream();
  await chat.sees("fourth day on");

  const order = `For Saturday: ${"two dark rye, one seed bread, ".repeat(8)}and coffee.`;
  await chat.page.evaluate((text) => void document.querySelector("ws-chat")?.send(text), order);
  await chat.sees("Not sent");
  await take("failed");
  await chat.page.locator('aria/Discard[role="button"]').click();

  await shop.stop();
  for (const text of ["One more thing:", "is the café open on Sunday?", "We would be six."]) await chat.write(text);
  await chat.sees("3 messages will be sent");
  await take("offline");
  await chat.page.close();
  await page.close();
}

async function capture(page: Page, name: string): Promise<void> {
  const path = new URL(`${name}.png`, folder).pathname;
  await page.screenshot({ path });
  const target = (readme as Record<string, string>)[name];
  if (target) await copyFile(path, new URL(target, readmeImages));
}

await mkdir(folder, { recursive: true });
await mkdir(readmeImages, { recursive: true });
const browser = await openBrowser();
try {
  for (const width of [360, 1280]) {
    for (const scheme of ["light", "dark"] as const) await takeAll(browser, width, scheme);
  }
} finally {
  await browser.close();
}
