import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const script: RequestListener = async ({ url = "" }, response) => {
  const file = new URL(`../../packages/ws-chat/dist${url}`, import.meta.url);
  response.setHeader("Content-Type", "text/javascript").end(await readFile(file));
};

const titled = ({ page }: ChatPage, title: string) =>
  page.waitForFunction((wanted) => document.title === wanted, { polling: 50 }, title);
it("counts a message in each tab until it is read in one of them", async () => {
  const site = await servePage(
    `<script type="module">
      const chat = Object.assign(document.createElement("ws-chat"), { url: "/websocket", room: "lobby", titleCount: true });
      document.body.append(chat);
    </script>`,
    Object.fromEntries(["message", "copy", "title-count"].map((part) => [`/ws-chat-${part}.js`, script])),
  );
  onTestFinished(site.close);
  const chat = createChat({ onMessage() {} });
  onTestFinished(() => chat.close());
  attachChat(site.server, chat);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const [first, second] = [await ChatPage.open(browser, site.url), await ChatPage.open(browser, site.url)];
  const say = async (text: string) => {
    await chat.room("lobby").send(text);
    for (const tab of [first, second]) await tab.sees(text);
  };
  const elsewhere = await browser.newPage();
  await elsewhere.bringToFront();

  await say("Can I help you?");
  for (const tab of [first, second]) await titled(tab, "(1) A site");
  await first.page.bringToFront();
  for (const tab of [first, second]) await titled(tab, "A site");

  await say("Still there?");
  await titled(second, "A site");
  await elsewhere.bringToFront();
  await say("Until tomorrow.");
  await titled(second, "(1) A site");
});
