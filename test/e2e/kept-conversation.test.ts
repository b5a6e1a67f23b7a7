import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { freePort, startCommand } from "./server-process.ts";

describe("a conversation kept in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "ws-chat-kept-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it("survives SIGKILL and restart, for who stays on the page and for who comes back to it", async () => {
    const port = await freePort();
    const start = () => startCommand(port, "--data", join(folder, "chat.db"));
    const url = `http://localhost:${port}/`;
    let server = await start();
    try {
      const staying = await ChatPage.open(browser, url);
      await staying.write("one");
      await staying.sees("Server echoed: one");
      const before = ["visitor: one", "bot: Server echoed: one"];
      expect(await staying.lines()).toEqual(before);

      await server.kill();
      await staying.write("two");
      await staying.sees("1 message will be sent");
      server = await start();
      await staying.sees("Server echoed: two", 40_000);
      const after = [...before, "visitor: two", "bot: Server echoed: two"];
      expect(await staying.lines()).toEqual(after);

      await server.kill();
      server = await start();
      const returning = await ChatPage.open(browser, url);
      await returning.sees("Server echoed: two");
      expect(await returning.lines()).toEqual(after);
      expect([...staying.errors, ...returning.errors]).toEqual([]);
    } finally {
      await server.stop();
    }
  }, 90_000);
});
