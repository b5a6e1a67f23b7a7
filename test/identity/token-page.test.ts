import { readFileSync } from "node:fs";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { Browser } from "puppeteer-core";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { servePage } from "../e2e/page-server.ts";
import { authenticateByToken } from "./authenticate-by-token.ts";
import { IdentityProvider } from "./identity-provider.ts";

const html = readFileSync(new URL("token-page.html", import.meta.url), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it("docs/authentication.md shows the page that is tested here", () => {
  const document = readFileSync(new URL("../../docs/authentication.md", import.meta.url), "utf8");
  expect(document).toContain(`\`\`\`html\n${html}\`\`\``);
});

it("a page signs in by it, past a site that has no token to give, and past one that has expired in the cache", async () => {
  const provider = await IdentityProvider.start();
  onTestFinished(() => provider.close());
  /** What the site's endpoint answers next: lives of tokens in seconds, or a refusal. */
  const answers: (number | "away")[] = ["away", -60, 300];
  /** How the page asked each time. */
  const asked: string[] = [];
  const site = await servePage(html, {
    "/chat-token": async (request, response) => {
      asked.push(request.headers["cache-control"] ?? "default");
      const expiresInS = answers.shift();
      if (typeof expiresInS !== "number") return void response.writeHead(503).end("not now");
      response.setHeader("Cache-Control", "private, max-age=240").end(await provider.token("ann", { expiresInS }));
    },
  });
  onTestFinished(() => site.close());
  const attachment = attachChat(site.server, createChat({ authenticate: authenticateByToken(provider.url) }));
  onTestFinished(() => attachment.close());

  const chat = await ChatPage.open(browser, site.url);
  onTestFinished(() => chat.page.close());
  await chat.write("Good morning");
  await chat.sees("Server echoed: Good morning");
  expect(await chat.lines()).toEqual(["user: Good morning", "bot: Server echoed: Good morning"]);
  expect(asked).toEqual(["default", "default", "no-cache"]);

  await chat.page.reload();
  await chat.sees("Server echoed: Good morning");
  expect(asked, "asked though the cache has a good one").toHaveLength(3);
  expect(chat.errors).toEqual([]);
});
