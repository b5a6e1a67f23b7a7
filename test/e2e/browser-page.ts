import puppeteer, { type Browser, type BrowserContext, type Page, type Target, TargetType } from "puppeteer-core";
import { findChrome } from "../browser/find-chrome.mjs";

export async function openBrowser(options: { readonly acceptInsecureCerts?: boolean } = {}): Promise<Browser> {
  const chrome = await findChrome();
  if (!chrome) throw new Error("no Chromium: set CHROME_PATH, or run npm test, which installs one");
  const browser = await puppeteer.launch({ executablePath: chrome.executablePath, args: chrome.args, ...options });
  // A page that closes meanwhile need not know.
  browser.on(
    "targetcreated",
    (target) => void (target.type() === TargetType.PAGE && tellOnline(target).catch(() => {})),
  );
  return browser;
}

/** Where there is no network but the loopback, Chromium takes its pages for offline, and they try a server rarely. */
async function tellOnline(target: Target): Promise<void> {
  const network = { offline: false, latency: 1, downloadThroughput: 1e9, uploadThroughput: 1e9 };
  const session = await target.createCDPSession();
  await session.send("Network.overrideNetworkState", network);
}

/** A visitor's `<ws-chat>` in a real page, found as a person finds it. */
export class ChatPage {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly console: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => this.console.push(message.text()));
  }

  static async open(browser: Browser | BrowserContext, url: string): Promise<ChatPage> {
    const chat = new ChatPage(await browser.newPage());
    await chat.page.goto(url);
    return chat;
  }

  /**
   * Closes the tab as a person does: the driver's own way may end the process before the page has heard `pagehide`, or
   * what it says then has reached the disk.
   */
  async leave(): Promise<void> {
    const closed = new Promise((resolve) => this.page.once("close", resolve));
    await this.page.close({ runBeforeUnload: true });
    await closed;
  }

  async write(text: string): Promise<void> {
    await this.page.bringToFront();
    const field = await this.page.waitForSelector('aria/[role="textbox"]');
    await field?.focus();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** What the first `<ws-chat>` shows, as "author: text", in order. */
  async lines(): Promise<string[]> {
    return this.page.evaluate(() => {
      const chat = document.querySelector("ws-chat");
      if (!chat) throw new Error("no <ws-chat> on the page");
      return chat.messages.map((message) => `${message.from.role}: ${message.text}`);
    });
  }

  /** Waits until what is visible inside the element contains `text`. */
  async sees(text: string, timeout = 20_000): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => {
        const root = document.querySelector("ws-chat")?.shadowRoot;
        return root !== null && root !== undefined && deepText(root).includes(wanted);
        function deepText(node: Node): string {
          if (node instanceof Element && node.shadowRoot) return deepText(node.shadowRoot);
          if (node instanceof HTMLStyleElement) return "";
          if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
          return [...node.childNodes].map(deepText).join("");
        }
      },
      { timeout, polling: "mutation" },
      text,
    );
  }
}
