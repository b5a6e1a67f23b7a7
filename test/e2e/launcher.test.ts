import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { freePort, startCommand } from "./server-process.ts";

/** A page with a launcher that loads what it needs, and the browser before it. */
async function visit(): Promise<{ chat: ChatPage; url: string }> {
  const folder = await mkdtemp(join(tmpdir(), "ws-chat-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(
    join(folder, "index.html"),
    `<!doctype html><link rel="icon" href="data:,"><title>Shop</title>
    <script type="module" src="/ws-chat-lazy.js"></script>
    <ws-chat url="/websocket" launcher heading="Ask us"></ws-chat>`,
  );
  const port = await freePort();
  const server = await startCommand(port, "--public", folder);
  onTestFinished(async () => void (await server.stop()));
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  return { chat: new ChatPage(await browser.newPage()), url: `http://localhost:${port}/` };
}

it("is a button of two small files until somebody opens it, and chats then", async () => {
  const { chat, url } = await visit();
  const asked: string[] = [];
  chat.page.on("request", (request) => asked.push(new URL(request.url()).pathname));

  await chat.page.goto(url, { waitUntil: "networkidle0" });
  expect(asked).toEqual(["/", "/ws-chat-lazy.js", "/ws-chat-launcher.js"]);
  expect(await chat.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);

  const button = await chat.page.waitForSelector('aria/Open chat[role="button"]');
  await button?.click();
  await chat.write("hello");
  await chat.sees("Server echoed: hello");
  expect(asked).toContain("/ws-chat-box.js");
  expect(chat.errors).toEqual([]);

  await chat.page.keyboard.press("Escape");
  await chat.page.waitForSelector('aria/Ask us[role="dialog"]', { hidden: true });
  await chat.page.reload();
  // Who has written before is connected, so that an answer finds them.
  await chat.page.waitForFunction(() => document.querySelector("ws-chat")?.status.state === "online");
});

it("opens no blank sheet in a tunnel, and the conversation is in it when that is over", async () => {
  const { chat, url } = await visit();
  const { page } = chat;
  await page.goto(url, { waitUntil: "networkidle0" });
  await page.setOfflineMode(true);
  await (await page.waitForSelector('aria/Open chat[role="button"]'))?.click();
  await page.waitForSelector('aria/Ask us[role="dialog"]');
  const shown = () =>
    page.$eval("ws-chat >>> .place", (place) => getComputedStyle(place, "::after").getPropertyValue("content"));
  expect(await shown()).toBe('"•••"');
  await page.setOfflineMode(false);
  await page.waitForSelector("ws-chat >>> textarea", { visible: true });
  expect(await shown()).toBe("none");
  expect(chat.errors).toEqual([]);
});

it("is on no printed page while it is closed", async () => {
  const { chat, url } = await visit();
  const { page } = chat;
  await page.goto(url);
  const button = await page.waitForSelector('aria/Open chat[role="button"]');
  const isSeen = () => button?.evaluate((each) => each.checkVisibility());
  expect(await isSeen()).toBe(true);
  await page.emulateMediaType("print");
  expect(await isSeen()).toBe(false);
});
