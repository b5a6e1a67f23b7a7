import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { expect, it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

it("takes no more memory for layout after 400 messages than after 100", async () => {
  const site = await servePage(`<ws-chat url="/websocket" room="lobby" style="height: 300px"></ws-chat>`);
  onTestFinished(site.close);
  const chat = createChat({ onMessage() {} });
  onTestFinished(() => chat.close());
  attachChat(site.server, chat);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const reader = await ChatPage.open(browser, site.url);
  await reader.page.waitForFunction(() => document.querySelector("ws-chat")?.status.state === "online");
  const session = await reader.page.createCDPSession();
  await session.send("Performance.enable");
  /** What Chromium keeps to lay the page out: far more of its memory than the messages themselves. */
  const objects = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "LayoutObjects")?.value ?? 0;
  };
  const hear = async (first: number, last: number) => {
    for (let at = first; at <= last; at += 1) {
      await chat.room("lobby").send(`message ${at}.`);
      if (at % 10 === 0) await reader.sees(`message ${at}.`);
    }
  };
  await hear(1, 100);
  const few = await objects();
  expect(few).toBeGreaterThan(100);
  await hear(101, 400);
  await expect.poll(objects, { timeout: 20_000 }).toBeLessThan(few * 2);
});
