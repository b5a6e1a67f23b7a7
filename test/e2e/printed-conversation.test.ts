import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { expect, it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage, serveScript } from "./page-server.ts";

it("prints a conversation whole, between what is before and after it in the page, and without the field", async () => {
  const site = await servePage(
    `<style>ws-chat { height: 300px }</style><ws-chat url="/websocket" room="lobby"></ws-chat><p id="after">After</p>`,
    { "/ws-chat-message.js": serveScript("ws-chat-message.js") },
  );
  onTestFinished(site.close);
  const chat = createChat({ onMessage() {} });
  onTestFinished(() => chat.close());
  attachChat(site.server, chat);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const reader = await ChatPage.open(browser, site.url);
  await reader.page.waitForFunction(() => document.querySelector("ws-chat")?.status.state === "online");
  for (let at = 1; at <= 40; at += 1) await chat.room("lobby").send(`message ${at}.`);
  await reader.sees("message 40.");

  const look = () =>
    reader.page.evaluate(() => {
      const root = document.querySelector("ws-chat")?.shadowRoot;
      const box = (element: Element | null | undefined) => element?.getBoundingClientRect();
      const lines = [...(root?.querySelectorAll(".message") ?? [])].map((line) => box(line)?.bottom ?? 0);
      const { top = 0, bottom = 0, height = 0 } = box(document.querySelector("ws-chat")) ?? {};
      return {
        height,
        isWhole:
          Math.min(...lines) > top &&
          Math.max(...lines) < bottom &&
          bottom <= (box(document.querySelector("#after"))?.top ?? 0),
        hasField: root?.querySelector("#field")?.checkVisibility(),
      };
    });
  const seen = await look();
  expect(seen).toMatchObject({ height: 300, isWhole: false, hasField: true });
  await reader.page.emulateMediaType("print");
  // The styles for it come with the first message of somebody else.
  await expect.poll(look).toMatchObject({ isWhole: true, hasField: false });
  expect((await look()).height).toBeGreaterThan(1_000);
  await reader.page.emulateMediaType("screen");
  expect(await look()).toEqual(seen);
});
