import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { expect, it, onTestFinished } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

it("copies a conversation with author and time of each message, and the time once", async () => {
  const site = await servePage(`<ws-chat url="/websocket"></ws-chat>`);
  onTestFinished(site.close);
  const chat = createChat();
  onTestFinished(() => chat.close());
  attachChat(site.server, chat);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  await browser.defaultBrowserContext().setPermission(new URL(site.url).origin, {
    permission: { name: "clipboard-read" },
    state: "granted",
  });
  const visitor = await ChatPage.open(browser, site.url);
  for (const text of ["Hello", "Is it open?"]) {
    await visitor.write(text);
    await visitor.sees(`Server echoed: ${text}`);
  }
  const box = await (await visitor.page.$('ws-chat >>> [part="messages"]'))?.boundingBox();
  if (!box) throw new Error("there are no messages");
  const { mouse, keyboard } = visitor.page;
  await mouse.move(box.x + 2, box.y + 2);
  await mouse.down();
  await mouse.move(box.x + box.width - 20, box.y + box.height - 2, { steps: 4 });
  await mouse.up();
  await keyboard.down("Control");
  await keyboard.press("KeyC");
  await keyboard.up("Control");
  const copied = await visitor.page.evaluate(() => navigator.clipboard.readText());
  const lines = copied
    .trim()
    .replaceAll(/.+\d:\d\d.*/g, "(time)")
    .split(/\n+/);
  const last = ["You:", "Is it open?", "(time)", "Reply:", "Server echoed: Is it open?", "(time)"];
  expect(lines.slice(-last.length)).toEqual(last);
});
