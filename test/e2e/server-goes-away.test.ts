import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { freePort, startCommand } from "./server-process.ts";

describe("a visitor whose server goes away", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it("is answered, queues while the process is dead, and is answered in order after its return, without a reload", async () => {
    const port = await freePort();
    let server = await startCommand(port);
    try {
      const chat = await ChatPage.open(browser, `http://localhost:${port}/`);
      await chat.page.evaluate(() => {
        document.title = "never reloaded";
      });
      await chat.write("one");
      await chat.sees("Server echoed: one");

      await server.kill();
      for (const text of ["two", "three", "four"]) await chat.write(text);
      await chat.sees("3 messages will be sent");
      expect(await chat.lines()).toEqual([
        "visitor: one",
        "bot: Server echoed: one",
        "visitor: two",
        "visitor: three",
        "visitor: four",
      ]);

      server = await startCommand(port);
      await chat.sees("Server echoed: four", 40_000);
      const replies = (await chat.lines()).filter((line) => line.startsWith("bot"));
      expect(replies.slice(-3)).toEqual(["two", "three", "four"].map((text) => `bot: Server echoed: ${text}`));
      expect(await chat.page.title()).toBe("never reloaded");
      expect(chat.errors).toEqual([]);
    } finally {
      await server.stop();
    }
  }, 60_000);
});
