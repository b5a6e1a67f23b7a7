import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "puppeteer-core";

/** The page of `page/two-tabs.ts`, for `http.createServer`. */
export async function buildPage(): Promise<RequestListener> {
  const entry = fileURLToPath(new URL("page/two-tabs.ts", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["@ws-chat/source"],
  });
  const [script] = outputFiles;
  const html = `<!doctype html><meta charset="utf-8"><title>Tab</title><script type="module" src="/page.js"></script><body>`;
  return ({ url }, response) => {
    const isScript = url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script?.text : html);
  };
}

/** One of a visitor's tabs. */
export class Tab {
  readonly page: Page;
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  static async open(browser: Browser, url: string): Promise<Tab> {
    const tab = new Tab(await browser.newPage());
    await tab.page.goto(url);
    return tab;
  }

  /** Sends, and does not wait for the answer. */
  async send(text: string): Promise<void> {
    await this.page.evaluate((text) => {
      void document.querySelector("ws-chat")?.send(text);
    }, text);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  /** Resolves when everything is sent and `text` is shown. */
  async shows(text: string): Promise<void> {
    await this.page.waitForFunction(
      (text) => {
        const snapshot = document.querySelector("ws-chat")?.client?.getSnapshot();
        const last = snapshot?.items.at(-1);
        return snapshot?.pending === 0 && last?.type === "message" && last.message.text === text;
      },
      { timeout: 30_000, polling: 50 },
      text,
    );
  }

  /** Resolves when nothing is left to be sent. */
  async isSettled(): Promise<void> {
    await this.page.waitForFunction(() => document.querySelector("ws-chat")?.client?.getSnapshot().pending === 0, {
      timeout: 30_000,
      polling: 50,
    });
  }

  /** All of the conversation as the element has it, "seq text", after scrolling back to its beginning. */
  async conversation(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const chat = document.querySelector("ws-chat");
      const { client } = chat ?? {};
      if (!chat || !client) throw new Error("no <ws-chat> on the page");
      while (client.getSnapshot().history !== "complete") await client.loadHistory();
      return client
        .getSnapshot()
        .items.map((item) => (item.type === "message" ? `${item.message.seq} ${item.message.text}` : item.type));
    });
  }
}
