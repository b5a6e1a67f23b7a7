import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { freePort, type ServerProcess, startCommand } from "./server-process.ts";

describe("what `ws-chat` serves", () => {
  let server: ServerProcess;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    server = await startCommand(port);
    url = `http://localhost:${port}`;
  });
  afterAll(() => server.stop());

  it.each(["/ws-chat.js", "/ws-chat.classic.js"])(
    "has %s for the pages of any site, kept until it changes",
    async (path) => {
      const first = await fetch(url + path);
      expect(first.status).toBe(200);
      expect(first.headers.get("content-type")).toMatch(/^text\/javascript/);
      expect(first.headers.get("access-control-allow-origin")).toBe("*");
      expect((await first.text()).length).toBeGreaterThan(0);
      const again = await fetch(url + path, { headers: { "If-None-Match": first.headers.get("etag") ?? "" } });
      expect(again.status).toBe(304);
      expect(again.headers.get("access-control-allow-origin")).toBe("*");
    },
  );

  it("keeps the command's own files to itself", async () => {
    expect((await fetch(`${url}/command.js`)).status).toBe(404);
    expect((await fetch(`${url}/ws-chat.js/../command.js`)).status).toBe(404);
  });

  it("has a page that chats under its own content security policy and shows the two lines to paste", async () => {
    const browser = await openBrowser();
    try {
      const page = await ChatPage.open(browser, url);
      await page.write("hello");
      await page.sees("Server echoed: hello");
      expect(await page.page.$eval("#lines", ({ textContent }) => textContent)).toBe(
        `<script type="module" src="${url}/ws-chat.js"></script>\n<ws-chat url="${url.replace("http", "ws")}/websocket"></ws-chat>`,
      );
      expect([...page.errors, ...page.console]).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
