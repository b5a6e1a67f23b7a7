import { pingText } from "@ws-chat/protocol";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import type { Browser, CDPSession, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { chatFiles, themeNames } from "../browser/screenshot-shop.ts";
import { openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const part = (name: string) => `ws-chat >>> [part~="${name}"]`;

describe("<ws-chat> on a phone", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function visit(body: string, width = 360): Promise<{ page: Page; session: CDPSession; chat: typeof chat }> {
    const chat = createChat();
    const site = await servePage(
      `<meta name="viewport" content="width=device-width, viewport-fit=cover">${body}`,
      chatFiles(),
    );
    attachChat(site.server, chat, { path: "/websocket" });
    const context = await browser.createBrowserContext();
    onTestFinished(async () => {
      await context.close();
      await chat.close();
      await site.close();
    });
    const page = await context.newPage();
    await page.setViewport({ width, height: 640, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    const session = await page.createCDPSession();
    await session.send("Network.enable");
    await page.goto(site.url);
    return { page, session, chat };
  }

  const inline = `<ws-chat url="/websocket"></ws-chat>`;
  const launcher = `<ws-chat url="/websocket" launcher heading="Ask us"></ws-chat>`;
  const box = (page: Page, name: string) =>
    page.$eval(part(name), (element) => element.getBoundingClientRect().toJSON());

  for (const theme of ["no theme", ...themeNames]) {
    it(`does not zoom in when the field is touched: ${theme}`, async () => {
      const link = theme === "no theme" ? "" : `<link rel="stylesheet" href="/ws-chat-themes/${theme}.css">`;
      const { page } = await visit(
        `${link}<style>ws-chat { --ws-chat-font-size: 0.75rem !important }</style>${inline}`,
      );
      for (const width of [320, 360, 480]) {
        await page.setViewport({ width, height: 640, isMobile: true, hasTouch: true });
        const field = await page.waitForSelector(part("field"));
        expect(
          await field?.evaluate((each) => Number.parseFloat(getComputedStyle(each).fontSize)),
        ).toBeGreaterThanOrEqual(16);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      }
    });
  }

  it("fills the screen with a launcher's panel below 480 px, and not from there on", async () => {
    const { page } = await visit(launcher);
    await page.tap(part("launcher"));
    await page.waitForSelector(part("field"));
    expect(await box(page, "panel")).toMatchObject({ x: 0, y: 0, width: 360, height: 640 });
    await page.setViewport({ width: 480, height: 640, isMobile: true, hasTouch: true });
    expect((await box(page, "panel")).width).toBe(400);
  });

  it("opens no panel by itself over the page that was asked for, as a wide window does", async () => {
    const { page } = await visit(launcher);
    await page.tap(part("launcher"));
    await page.waitForSelector(part("field"));
    await page.reload();
    await page.waitForSelector(part("launcher"));
    expect(await page.$eval("ws-chat", (chat) => chat.open)).toBe(false);
    await page.setViewport({ width: 1280, height: 800 });
    await page.reload();
    await page.waitForSelector(part("field"), { visible: true });
  });

  it("covers nothing that has the focus: who tabs out of the panel is seen where they are", async () => {
    const { page } = await visit(`<a href="#top">Top</a>${launcher}`, 320);
    await (await page.waitForSelector(part("launcher")))?.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.id === "field");
    expect(await page.$eval(part("panel"), ({ ariaModal }) => ariaModal)).toBe("true");
    const isOnLink = () => page.evaluate(() => document.activeElement?.localName === "a");
    for (let presses = 0; presses < 10 && !(await isOnLink()); presses++) await page.keyboard.press("Tab");
    expect(await isOnLink()).toBe(true);
    expect(await page.$eval("ws-chat", (chat) => chat.open)).toBe(false);
    await page.waitForSelector(part("panel"), { hidden: true });
    await page.setViewport({ width: 1280, height: 800 });
    await page.$eval("ws-chat", (chat) => chat.show());
    await page.waitForSelector(part("panel"), { visible: true });
    await page.focus("a");
    expect(await page.$eval("ws-chat", (chat) => chat.open)).toBe(true);
    expect(await page.$eval(part("panel"), ({ ariaModal }) => ariaModal)).toBe("false");
  });

  it("stays open within another component for who comes back to its field", async () => {
    const { page } = await visit(`<my-shop><template shadowrootmode="open">${launcher}</template></my-shop>`);
    const within = (name: string) => `my-shop >>> ${part(name)}`;
    await page.tap(within("launcher"));
    await page.waitForSelector(within("field"));
    // So does the key that puts an iPhone's keyboard away.
    await page.$eval(within("field"), (field) => (field as HTMLElement).blur());
    await page.tap(within("field"));
    expect(await page.$eval("my-shop >>> ws-chat", (chat) => chat.open)).toBe(true);
  });

  it("ends the panel where the keyboard begins, and gives it the screen back", async () => {
    const { page } = await visit(launcher);
    await page.tap(part("launcher"));
    await page.waitForSelector(part("field"));
    // No headless browser has a keyboard on its screen.
    const show = (height: number, top: number) =>
      page.evaluate(
        (height, top) => {
          Object.defineProperties(visualViewport, {
            height: { configurable: true, value: height },
            offsetTop: { configurable: true, value: top },
          });
          visualViewport?.dispatchEvent(new Event("resize"));
        },
        height,
        top,
      );
    await show(340, 20);
    expect(await box(page, "panel")).toMatchObject({ y: 20, height: 340 });
    const field = await box(page, "field");
    expect(field.bottom).toBeLessThanOrEqual(360);
    await show(640, 0);
    expect(await box(page, "panel")).toMatchObject({ y: 0, height: 640 });
  });

  it("keeps out of the way of notch and home bar", async () => {
    const { page, session } = await visit(launcher);
    await session.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 44, bottom: 34, left: 12, right: 12 } });
    await page.waitForSelector(part("launcher"));
    expect(640 - (await box(page, "launcher")).bottom).toBe(34);
    await page.tap(part("launcher"));
    await page.waitForSelector(part("field"));
    expect((await box(page, "close")).top).toBeGreaterThanOrEqual(44);
    expect((await box(page, "composer")).bottom).toBeLessThanOrEqual(640 - 34);
    expect((await box(page, "composer")).left).toBeGreaterThanOrEqual(12);
  });

  const isOnline = () => document.querySelector("ws-chat")?.status.state === "online";

  it("asks at once whether the link still holds when it is seen again", async () => {
    const { page, session } = await visit(inline);
    await page.waitForFunction(isOnline);
    const other = await page.browserContext().newPage();
    await other.bringToFront();
    await page.waitForFunction(() => document.hidden, { polling: 50 });
    const sent: string[] = [];
    session.on("Network.webSocketFrameSent", ({ response }) => sent.push(response.payloadData));
    await page.bringToFront();
    await expect.poll(() => sent).toEqual([pingText]);
  });

  it("has lost nothing when it wakes", async () => {
    const { page, session, chat } = await visit(inline);
    await page.waitForFunction(isOnline);
    await page.evaluate(() => document.querySelector("ws-chat")?.send("Hello"));
    const texts = () => page.evaluate(() => document.querySelector("ws-chat")?.messages.map(({ text }) => text));
    await expect.poll(texts).toEqual(["Hello", "Server echoed: Hello"]);
    // A page that is frozen loses its connection, too.
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    const [room] = await chat.rooms({ limit: 1 });
    if (!room) throw new Error("no room");
    await chat.room(room.room).send("While you slept");
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await expect.poll(texts).toEqual(["Hello", "Server echoed: Hello", "While you slept"]);
    await page.evaluate(() => document.querySelector("ws-chat")?.send("Good morning"));
    await expect.poll(texts).toContain("Server echoed: Good morning");
  });
});
