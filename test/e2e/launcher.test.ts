import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { freePort, startCommand } from "./server-process.ts";

it("is a button of two small files until somebody opens it, and chats then", async () => {
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
  const chat = new ChatPage(await browser.newPage());
  const asked: string[] = [];
  chat.page.on("request", (request) => asked.push(new URL(request.url()).pathname));

  await chat.page.goto(`http://localhost:${port}/`, { waitUntil: "networkidle0" });
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
