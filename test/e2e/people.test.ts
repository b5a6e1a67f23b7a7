import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { Browser, BrowserContext } from "puppeteer-core";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const part: RequestListener = async (_request, response) => {
  const file = new URL("../../packages/ws-chat/dist/ws-chat-people.js", import.meta.url);
  response.setHeader("Content-Type", "text/javascript").end(await readFile(file));
};

describe("two people in a room", () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  let server: Server;
  const chat = createChat({ onMessage() {}, presence: true, readMarks: true });
  let room = 0;
  const devices: BrowserContext[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    attachChat(server, chat);
    site = await servePage(
      `<style>body { margin: 0 } ws-chat { height: 300px }</style><script type="module">
        const chat = document.createElement("ws-chat");
        chat.url = "ws://127.0.0.1:${address.port}/websocket";
        for (const [name, value] of new URLSearchParams(location.search)) chat[name] = value;
        document.body.append(chat);
      </script>`,
      { "/ws-chat-people.js": part },
    );
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await chat.close();
    server.close();
  });
  beforeEach(() => {
    room += 1;
  });
  afterEach(async () => {
    for (const device of devices.splice(0)) await device.close();
  });

  /** Each on a device of their own. */
  async function open(userName: string): Promise<ChatPage> {
    const device = await browser.createBrowserContext();
    devices.push(device);
    const query = new URLSearchParams({ userName, room: `room ${room}`, heading: "Lobby" });
    return ChatPage.open(device, `${site.url}?${query}`);
  }
  const hide = async ({ page }: ChatPage, isHidden: boolean): Promise<void> => {
    if (isHidden) await (await page.browserContext().newPage()).bringToFront();
    else await page.bringToFront();
    await page.waitForFunction((wanted) => document.hidden === wanted, { polling: 20 }, isHidden);
  };
  const says = ({ page }: ChatPage): Promise<string> =>
    page.evaluate(() => {
      const foot = [...(document.querySelector("ws-chat")?.shadowRoot?.querySelectorAll(".foot.own") ?? [])].at(-1);
      return foot instanceof HTMLElement ? (foot.innerText.split("\n").at(-1)?.trim() ?? "") : "";
    });

  it("see each other come and go, and keep who is away for a moment", async () => {
    const anna = await open("Anna");
    const ben = await open("Ben");
    await anna.sees("Ben is here");
    await ben.sees("Anna is here");
    // Who has written is known again after a reload.
    await ben.write("Hello");
    await anna.sees("Hello");
    await ben.page.reload();
    await ben.sees("Anna is here");
    const cleo = await open("Cleo");
    await anna.sees("Ben and Cleo are here");
    for (const leaving of [ben, cleo]) await leaving.leave();
    await anna.page.waitForFunction(
      () => !document.querySelector("ws-chat")?.shadowRoot?.querySelector(".people")?.checkVisibility(),
      { polling: 50 },
    );
  }, 60_000);

  it("know what the other has read: once it was before their eyes, and not before", async () => {
    const anna = await open("Anna");
    const ben = await open("Ben");
    await anna.sees("Ben is here");
    await hide(ben, true);
    await anna.write("Are you there?");
    await anna.sees("Sent");
    await ben.page.waitForFunction(() => document.querySelector("ws-chat")?.messages.length === 1, { polling: 50 });
    // What Ben says goes after all that his page has said before.
    await chat.room(`room ${room}`).send("tick");
    await ben.page.waitForFunction(() => document.querySelector("ws-chat")?.messages.length === 2, { polling: 50 });
    expect(await says(anna)).toContain("Sent");
    await hide(ben, false);
    await anna.sees("Read");
    expect(await says(anna)).toMatch(/Read$/);

    for (let line = 0; line < 20; line += 1) await chat.room(`room ${room}`).send(`Line ${line}`);
    await ben.sees("Line 19");
    const scrollTo = (top: number): Promise<void> =>
      ben.page.evaluate((to) => {
        const scroller = document.querySelector("ws-chat")?.shadowRoot?.querySelector(".scroller");
        if (scroller) scroller.scrollTop = to;
      }, top);
    await scrollTo(0);
    await ben.page.waitForFunction(
      () => (document.querySelector("ws-chat")?.shadowRoot?.querySelector(".scroller")?.scrollTop ?? 1) === 0,
    );
    await anna.write("And now?");
    await ben.sees("1 new message");
    // His page says at most once a second what he has read, and its timers keep their order.
    await ben.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
    // Ben may see it before Anna hears that it was taken. That he types comes after a mark that his page had set.
    await ben.page.focus("aria/[role='textbox']");
    await ben.page.keyboard.type("Hm");
    await anna.sees("Ben is typing");
    expect(await says(anna)).toMatch(/Sent$/);
    await scrollTo(1e6);
    await anna.page.waitForFunction(
      () => {
        const feet = document.querySelector("ws-chat")?.shadowRoot?.querySelectorAll<HTMLElement>(".foot.own");
        return [...(feet ?? [])].at(-1)?.innerText.includes("Read");
      },
      { polling: 50 },
    );
  }, 60_000);
});
