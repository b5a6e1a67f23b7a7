import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createHttpClient } from "../chaos/http-client.ts";
import { Served } from "../runtimes/served.ts";
import { openBrowser } from "./browser-page.ts";
import { GalleryPage } from "./gallery-page.ts";
import { type ServerProcess, startDemo } from "./server-process.ts";

describe.each(["plain-node", "express", "fastify"])("the server to copy: %s", (name) => {
  const file = new URL(`../../demo/servers/${name}.js`, import.meta.url);

  it("serves the site and the chat, and says goodbye when told to leave", async () => {
    await using served = await Served.start("node", file);
    expect(await (await fetch(served.url)).text()).toBe("my site");
    const socket = new WebSocket(`${served.url.replace("http", "ws")}/websocket`);
    await once(socket, "open");
    const heard = once(socket, "message");
    socket.send("hi");
    expect(String((await heard)[0])).toBe("You said hi");

    const client = createHttpClient({ url: `${served.url}/websocket` });
    const answered = new Promise<string>((resolve) =>
      client.on("message", ({ message, own }) => own || resolve(message.text)),
    );
    await client.send("by HTTP");
    expect(await answered).toBe("You said by HTTP");
    client.disconnect();

    const closed = once(socket, "close");
    await served.end();
    expect((await closed)[0]).toBe(1012);
  });

  it("is short enough to be read before it is copied", () => {
    expect(readFileSync(file, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  });
});

describe("the gallery's servers and frameworks", () => {
  let demo: ServerProcess;
  let browser: Browser;
  beforeAll(async () => {
    demo = await startDemo();
    browser = await openBrowser();
  });
  afterAll(() => Promise.all([browser?.close(), demo?.stop()]));

  it("are the files themselves, chosen by the keyboard alone", async () => {
    const gallery = await GalleryPage.open(browser, `http://localhost:${demo.port}/`);
    onTestFinished(() => gallery.close());
    const { page } = gallery;
    const files = [
      ...globSync("demo/servers/**/*.{js,jsonc}"),
      ...["examples/react/src/app.tsx", "examples/vue/src/app.vue"],
    ].map((file) => readFileSync(file, "utf8").trimEnd());
    const shown: (string | null)[] = [];
    await page.focus("[role=tab]");
    for (const { length } = await page.$$("[role=tab]"); shown.length < length + 1; ) {
      const tab = await page.evaluate(() => document.activeElement?.id);
      await page.waitForSelector(`[role=tabpanel][aria-labelledby=${tab}] code`);
      await page.waitForFunction(
        (names) =>
          [...document.querySelectorAll("[role=tabpanel] figcaption")].map((one) => one.textContent).join(" ") ===
          names,
        {},
        await page.$eval(`#${tab}`, (one) => one.getAttribute("data-code")),
      );
      shown.push(...(await page.$$eval("[role=tabpanel] code", (codes) => codes.map((code) => code.textContent))));
      await page.keyboard.press("ArrowRight");
    }
    expect(new Set(shown)).toEqual(new Set(files));
    expect(shown).toHaveLength(files.length);
    expect(gallery.faults).toEqual([]);
  });
});
