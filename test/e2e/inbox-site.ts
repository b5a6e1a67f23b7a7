import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import { readFile } from "node:fs/promises";
import type { Log } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { createInbox } from "../../demo/inbox/inbox.ts";
import { createSignIn } from "../../demo/sign-in.ts";
import { servePage as serveDemo } from "../../demo/site.ts";
import { ChatPage } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const key = randomBytes(32);
const visitors = `<ws-chat url="/help"></ws-chat>
<script>document.querySelector("ws-chat").userName = new URLSearchParams(location.search).get("name");</script>`;

/** A site where visitors write at `/?name=…`, and who has signed in answers at `/inbox`. Two of them know each other's operators. */
export async function serveInbox(log: Log): Promise<{ url: string; close(): Promise<void> }> {
  const signIn = createSignIn(key);
  const inbox = createInbox(log, signIn, { presence: true, readMarks: true });
  const fromDemo: RequestListener = (request, response) => void serveDemo(request, response);
  const ofPeople: RequestListener = async (_request, response) => {
    const file = new URL("../../packages/ws-chat/dist/ws-chat-people.js", import.meta.url);
    response.setHeader("Content-Type", "text/javascript").end(await readFile(file));
  };
  const site = await servePage(visitors, {
    "/ws-chat-people.js": ofPeople,
    "/inbox": fromDemo,
    "/inbox.js": fromDemo,
    "/inbox.css": fromDemo,
    "/inbox/rooms": (request, response) => void inbox.tellRooms(request, response),
    "/inbox/sign-in": (request, response) => void signIn.answer(request, response),
  });
  const attached = ["/help", "/inbox/chat"].map((path) => attachChat(site.server, inbox.chat, { path }));
  return {
    url: site.url,
    async close() {
      await Promise.all(attached.map((attachment) => attachment.close()));
      await site.close();
    },
  };
}

/** The inbox in a real page, found as a person finds it. */
export class InboxPage extends ChatPage {
  static async signIn(browser: Browser | BrowserContext, url: string, name = "Mia"): Promise<InboxPage> {
    const inbox = new InboxPage(await browser.newPage());
    await inbox.page.goto(`${url}inbox/sign-in?name=${name}`);
    return inbox;
  }

  /** Waits until the list, from its top, says what `rows` say: name and last line, with a `*` where it is unread. */
  async lists(...rows: readonly string[]): Promise<void> {
    await this.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll("nav a")]
          .map((row) => `${row.classList.contains("unread") ? "*" : ""}${(row.textContent ?? "").replace("\n", ": ")}`)
          .join("|") === wanted,
      { polling: "mutation" },
      rows.join("|"),
    );
  }

  /** Opens a conversation, by keys alone. */
  async open(name: string): Promise<void> {
    await this.page.bringToFront();
    const row = await this.page.waitForSelector(`nav a::-p-text(${name})`);
    await row?.focus();
    await this.page.keyboard.press("Enter");
    await this.page.waitForFunction(() => document.activeElement?.localName === "ws-chat");
  }

  state(): Promise<string | null> {
    return this.page.$eval("[role=status]", ({ textContent }) => textContent);
  }
}

/** A visitor's page in a browser profile of its own. */
export async function visit(browser: Browser, url: string, name: string): Promise<ChatPage> {
  return ChatPage.open(await browser.createBrowserContext(), `${url}?name=${name}`);
}

/** Room of the visitor on that page. */
export async function roomOn({ page }: { readonly page: Page }): Promise<string> {
  const id = await page.$eval("ws-chat", (chat) => chat.messages[0]?.from.id);
  return `~${id}`;
}
