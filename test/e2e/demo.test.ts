import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./browser-page.ts";
import { demoCommand, type ServerProcess, startDemo } from "./server-process.ts";

describe("the demo", () => {
  let demo: ServerProcess;
  let browser: Browser;
  beforeAll(async () => {
    demo = await startDemo();
    browser = await openBrowser();
  });
  afterAll(() => Promise.all([browser?.close(), demo?.stop()]));

  async function open(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${demo.port}/`);
    await settles(page, "All is well");
    return page;
  }

  it.each([
    ["network", "Cut the network", "The network is cut. Mend it, or wait.", "Mend the network"],
    ["server", "Kill the server", "The server is dead. Start it, or wait.", "Start the server"],
  ])(
    "fills the queue while the %s is away, and drains it in order after",
    async (_, begin, told, end) => {
      const page = await open();
      await write(page, "#echo", "before");
      await hears(page, "#echo", "Server echoed: before");

      await page.click(button(begin));
      await settles(page, told);
      await page.waitForSelector(button(end));
      expect(await page.$(button(begin))).toBeNull();
      const written = ["one", "two", "three"];
      for (const text of written) await write(page, "#echo", text);
      await shows(page, "#echo", "3 messages will be sent");

      await page.click(button(end));
      await hears(page, "#echo", "Server echoed: three");
      const answers = (await textsOf(page, "#echo")).filter((text) => text.startsWith("Server echoed"));
      expect(answers.slice(-3)).toEqual(written.map((text) => `Server echoed: ${text}`));
      await settles(page, "All is well");
      await page.close();
    },
    60_000,
  );

  it("shows after a reload what was said before the server was killed", async () => {
    const page = await open();
    await write(page, "#echo", "kept");
    await hears(page, "#echo", "Server echoed: kept");
    const before = await textsOf(page, "#echo");
    await page.click('[data-outage="server"]');
    await settles(page, "The server is dead.");
    await page.click('[data-outage="server"]');
    await settles(page, "All is well");
    await page.reload();
    await hears(page, "#echo", "Server echoed: kept");
    expect(await textsOf(page, "#echo")).toEqual(before);
    await page.close();
  }, 60_000);

  it("streams the bot's reply, and lets two people talk", async () => {
    const page = await open();
    await comeTo(page, "#model");
    await page.click("#bot button");
    await page.waitForFunction(() => document.querySelector("#bot")?.matches(":state(streaming)"));
    await hears(page, "#bot", "the word that is being written.");
    await comeTo(page, "#people");
    await write(page, '[user-name="Ada"]', "Hello Ben");
    await hears(page, '[user-name="Ben"]', "Hello Ben");
    const names = await page.$eval("[user-name=Ben]", (ben) =>
      (ben as HTMLElementTagNameMap["ws-chat"]).messages.map(({ from }) => from.name),
    );
    expect(names).toEqual(["Ada"]);
    await page.close();
  }, 60_000);

  it.each([
    ["another site's page", { Origin: "https://evil.example" }],
    ["nobody's page", {}],
    ["a page of a name that points here", { Host: "evil.example", Origin: "http://evil.example" }],
  ])("does not break things for %s", async (_, headers) => {
    const asked = request({ port: demo.port, path: "/control/server/down", method: "POST", headers }).end();
    const [response] = await once(asked, "response");
    expect(response.statusCode).toBe(403);
  });

  it.each(["stop", "kill"] as const)("takes its chat server with it at its end: %s", async (end) => {
    const other = await startDemo();
    const state = await fetch(`http://localhost:${other.port}/control/state`);
    const reader = state.body?.pipeThrough(new TextDecoderStream()).getReader();
    const pid = Number(/"pid":(\d+)/.exec((await reader?.read())?.value ?? "")?.[1]);
    expect(isAlive(pid)).toBe(true);
    expect(await other[end]()).toBe(end === "stop" ? 0 : undefined);
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  it("ends with one line where its port is taken", async () => {
    const other = createServer().listen(0, "localhost");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const failed = spawn(demoCommand[0], demoCommand.slice(1), { env: { ...process.env, PORT: String(port) } });
    const [errors, [code]] = await Promise.all([failed.stderr.setEncoding("utf8").toArray(), once(failed, "close")]);
    expect(errors.join("")).toBe(
      `ws-chat: port ${port} is taken; free it, or take another: PORT=${port + 1} npm start\n`,
    );
    expect(code).toBe(1);
    other.close();
  });
});

/** Chats further down are put on the page when somebody comes near. */
async function comeTo(page: Page, section: string): Promise<void> {
  await page.$eval(section, (element) => element.scrollIntoView());
  await page.waitForSelector(`${section} ws-chat`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function write(page: Page, chat: string, text: string): Promise<void> {
  await page.$eval(chat, (element) => (element as HTMLElement).focus());
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

function textsOf(page: Page, chat: string): Promise<string[]> {
  return page.$eval(chat, (element) => (element as HTMLElementTagNameMap["ws-chat"]).messages.map(({ text }) => text));
}

/** Waits for a message that ends with `text`. */
async function hears(page: Page, chat: string, text: string): Promise<void> {
  await page.waitForFunction(
    (selector, wanted) =>
      document.querySelector<HTMLElementTagNameMap["ws-chat"]>(selector)?.messages.at(-1)?.text.endsWith(wanted),
    { timeout: 50_000 },
    chat,
    text,
  );
}

/** Waits for words anywhere in the element. */
async function shows(page: Page, chat: string, text: string): Promise<void> {
  await page.waitForFunction(
    (selector, wanted) => document.querySelector(selector)?.shadowRoot?.textContent?.includes(wanted),
    { timeout: 20_000 },
    chat,
    text,
  );
}

/** As it calls itself to those who cannot see it. */
function button(name: string): string {
  return `::-p-aria([name="${name}"][role="button"])`;
}

/** Waits until the bar says so. */
async function settles(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector("[role=status]")?.textContent?.includes(wanted),
    { timeout: 40_000 },
    text,
  );
}
