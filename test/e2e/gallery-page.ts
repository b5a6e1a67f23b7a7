import { readFileSync } from "node:fs";
import type Axe from "axe-core";
import type { Browser, ElementHandle, Frame, Page } from "puppeteer-core";

type Chat = HTMLElementTagNameMap["ws-chat"];

/** The demo's page, found as a person finds it. */
export class GalleryPage {
  readonly page: Page;
  /** What a clean page has none of: errors, words on the console, violations of its policy, requests to anybody else. */
  readonly faults: string[] = [];

  private constructor(page: Page, { origin }: URL) {
    this.page = page;
    page.on("pageerror", (error) => this.faults.push(String(error)));
    page.on("console", (message) => this.faults.push(message.text()));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== origin) this.faults.push(`asks ${request.url()}`);
    });
  }

  static async open(
    browser: Browser,
    url: string,
    { width = 1280, height = 800, scheme = "light" } = {},
  ): Promise<GalleryPage> {
    const context = await browser.createBrowserContext();
    const { origin } = new URL(url);
    await context.overridePermissions(origin, ["clipboard-read", "clipboard-sanitized-write"]);
    const gallery = new GalleryPage(await context.newPage(), new URL(url));
    const { page } = gallery;
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.exposeFunction("violates", (what: string) => gallery.faults.push(what));
    await page.evaluateOnNewDocument(() => {
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        (globalThis as unknown as { violates(what: string): void }).violates(`${violatedDirective} ${blockedURI}`);
      });
    });
    await page.goto(url);
    await gallery.says("All is well");
    await gallery.stage();
    return gallery;
  }

  async close(): Promise<void> {
    await this.page.browserContext().close();
  }

  /** Waits until the bar says so. */
  async says(text: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => document.querySelector("[role=status]")?.textContent?.includes(wanted),
      { timeout: 40_000 },
      text,
    );
  }

  /** Chats further down are put on the page when somebody comes near. */
  async comeTo(section: string): Promise<void> {
    await this.page.$eval(section, (element) => element.scrollIntoView());
    await this.page.waitForSelector(`${section} ws-chat`);
  }

  async write(chat: string, text: string): Promise<void> {
    await this.page.bringToFront();
    await this.page.$eval(chat, (element) => (element as HTMLElement).focus());
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** Puts a file beside what is being written. */
  async attach(chat: string, file: string): Promise<void> {
    const picker = await this.page.waitForSelector(`${chat} >>> input[type=file]`);
    await (picker as ElementHandle<HTMLInputElement>).uploadFile(file);
    await this.page.waitForSelector(`${chat} >>> [part~=upload]`);
  }

  /** Waits for a message with `text` that somebody else has written. */
  async hears(chat: string, text: string): Promise<void> {
    await this.page.waitForFunction(
      (selector, wanted) => {
        const last = document.querySelector<Chat>(selector)?.messages.at(-1);
        return last?.seq !== undefined && last.text.includes(wanted);
      },
      { timeout: 40_000 },
      chat,
      text,
    );
  }

  /** The document in which the chosen look is shown, once its chat is there. */
  async stage(): Promise<Frame> {
    const handle = await this.page.waitForSelector("#looks iframe");
    const src = await handle?.evaluate((frame) => frame.getAttribute("src"));
    await this.page.waitForFunction(
      (path) => {
        const { contentDocument } = document.querySelector("iframe") ?? {};
        return contentDocument?.URL.endsWith(path ?? "") && contentDocument.querySelector("ws-chat:defined");
      },
      {},
      src,
    );
    const frame = await handle?.contentFrame();
    if (!frame) throw new Error("no stage");
    return frame;
  }

  /** Chooses among the looks, and gives the document that has it. */
  async choose(name: string, value: string): Promise<Frame> {
    await this.page.$eval(
      "#looks form",
      ({ elements }, name, value) => {
        const field = elements.namedItem(name);
        if (field instanceof RadioNodeList) {
          for (const radio of field) if (radio instanceof HTMLInputElement && radio.value === value) radio.click();
        } else if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) {
          field.value = value;
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
      },
      name,
      value,
    );
    return this.stage();
  }

  /** The code shown below `selector`, the first with that title. */
  async code(selector: string, title: string): Promise<string> {
    const block = await this.page.waitForSelector(`${selector} pre[aria-label="${title}"] code:not(:empty)`);
    return (await block?.evaluate(({ textContent }) => textContent)) ?? "";
  }

  /** What the inspector shows, each row as "way type chat gist". */
  frames(): Promise<string[]> {
    return this.page.$$eval("#frame-list > li:not([hidden])", (rows) =>
      rows.map((row) => {
        const { way, type, chat } = row.dataset;
        return `${way} ${type} ${chat} ${row.querySelector(".gist")?.textContent}`;
      }),
    );
  }

  /** What axe objects to, in the page and on the stage. */
  async objections(): Promise<string[]> {
    const source = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
    for (const frame of [await this.stage(), this.page.mainFrame()]) await frame.evaluate(source);
    return this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
      return (await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });
  }
}
