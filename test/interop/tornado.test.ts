import { existsSync } from "node:fs";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { servePage } from "../e2e/page-server.ts";
import { freePort, type ServerProcess, startProcess } from "../e2e/server-process.ts";

const python = "/usr/bin/python3";

describe.skipIf(!existsSync(python))("<ws-chat> against the article's Tornado server", () => {
  let browser: Browser;
  let port: number;
  let tornado: ServerProcess;
  const start = () =>
    startProcess([python, "test/interop/tornado-echo.py", String(port)], { port, ready: /listening on/ });

  beforeAll(async () => {
    browser = await openBrowser();
    port = await freePort();
    tornado = await start();
  });
  afterAll(async () => {
    await tornado.stop();
    await browser.close();
  });

  it('chats with protocol="text", and goes on by itself when the server comes back', async () => {
    const chat = await ChatPage.open(browser, `http://127.0.0.1:${port}/`);
    await chat.write("hello Tornado");
    await chat.sees("Server echoed: hello Tornado");

    await tornado.kill();
    await chat.write("are you there?");
    await chat.sees("1 message will be sent");
    tornado = await start();
    await chat.sees("Server echoed: are you there?", 30_000);
    expect(chat.errors).toEqual([]);
  }, 60_000);

  it('names protocol="text" in one console hint when the server speaks no ws-chat.v1', async () => {
    const site = await servePage(`<ws-chat url="ws://127.0.0.1:${port}/websocket"></ws-chat>`);
    try {
      const chat = await ChatPage.open(browser, site.url);
      await expect
        .poll(() => chat.console.filter((line) => line.includes('protocol="text"')).length, {
          timeout: 15_000,
        })
        .toBe(1);
    } finally {
      await site.close();
    }
  }, 30_000);
});
