import { readFileSync } from "node:fs";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openBrowser } from "./browser-page.ts";
import { GalleryPage } from "./gallery-page.ts";
import { type ServerProcess, startDemo } from "./server-process.ts";

let demo: ServerProcess;
let browser: Browser;
let url: string;
beforeAll(async () => {
  demo = await startDemo();
  url = `http://localhost:${demo.port}/`;
  browser = await openBrowser();
});
afterAll(() => Promise.all([browser?.close(), demo?.stop()]));

/** A page with its inspector open, in a profile of its own. */
async function inspect(options?: Parameters<typeof GalleryPage.open>[2]): Promise<GalleryPage> {
  const gallery = await GalleryPage.open(browser, url, options);
  onTestFinished(() => gallery.close());
  await gallery.page.click(".inspector h2 button");
  return gallery;
}

/** Waits for a row that begins so, and gives all there are. */
async function passes(gallery: GalleryPage, row: string): Promise<string[]> {
  await expect.poll(() => gallery.frames(), { timeout: 40_000 }).toContainEqual(expect.stringContaining(row));
  return gallery.frames();
}

describe("the inspector", () => {
  it("shows what passes, in its order, from the page and from the stage", async () => {
    const gallery = await inspect();
    await gallery.write("#echo", "over the wire");
    const rows = await passes(gallery, "in entry /websocket #2 Server echoed: over the wire");
    const echo = rows.filter((row) => row.includes(" /websocket ")).map((row) => row.split(" ", 2).join(" "));
    const expected = ["wire dial", "wire open", "out hello", "in welcome", "out send", "in ack"];
    expect(echo.filter((row) => expected.includes(row))).toEqual(expected);
    await passes(gallery, "in entry /shop/en");
    expect(gallery.faults).toEqual([]);
  });

  it("tells a frame in full, what it is for and where that is written, but no secret, by the keyboard", async () => {
    const gallery = await inspect();
    await gallery.write("#echo", "who am I?");
    await passes(gallery, "out send");
    const secret = await gallery.page.evaluate(
      () => /[\w-]{22}(?=\W)/.exec(JSON.stringify(Object.values(localStorage)))?.[0],
    );
    expect(secret).toBeDefined();
    await gallery.page.focus("#frame-list [data-type=hello] summary");
    await gallery.page.keyboard.press("Enter");
    const hello = await gallery.page.waitForSelector("#frame-list [data-type=hello] [open] pre:not(:empty)");
    expect(await hello?.evaluate(({ textContent }) => textContent)).toMatch(/^\{\n {2}"type": "hello",\n.*"•••"/s);
    for (const row of await gallery.page.$$("#frame-list summary")) await row.evaluate((row) => row.click());
    expect(await gallery.page.$eval("#frame-list", ({ textContent }) => textContent)).not.toContain(secret);

    const link = await gallery.page.$eval("[data-type=hello] a", ({ href }) => href);
    await gallery.page.goto(link);
    expect(await gallery.page.$eval(":target", ({ textContent }) => textContent)).toBe("hello");
    expect(gallery.faults).toEqual([]);
  });

  it("has a hint for each frame of the protocol, whose place in it exists", async () => {
    const { hints } = (await import(new URL("../../demo/page/frame-hints.js", import.meta.url).href)) as {
      readonly hints: Readonly<Record<string, readonly [hint: string, anchor: string]>>;
    };
    const valid = JSON.parse(readFileSync("packages/protocol/vectors/frames-valid.json", "utf8")) as {
      readonly result?: { readonly type: string } | null;
    }[];
    const page = await (await fetch(`${url}protocol`)).text();
    const types = new Set(valid.flatMap(({ result }) => result?.type ?? []));
    expect(types.size).toBeGreaterThan(14);
    expect(Object.keys(hints)).toEqual(expect.arrayContaining([...types]));
    for (const [, anchor] of Object.values(hints)) expect(page).toContain(` id="${anchor}"`);
  });

  it("shows one type or one chat alone, stands still, and starts over", async () => {
    const gallery = await inspect();
    const { page } = gallery;
    await gallery.write("#echo", "one");
    await passes(gallery, "Server echoed: one");
    await passes(gallery, "in welcome /shop/en");
    const [type, chat] = await page.$$(".inspector select");
    await type?.select("welcome");
    expect((await gallery.frames()).map((row) => row.split(" ").slice(0, 3).join(" ")).toSorted()).toEqual([
      "in welcome /shop/en",
      "in welcome /websocket",
    ]);
    await chat?.select("/websocket");
    expect(await gallery.frames()).toHaveLength(1);
    await type?.select("");
    await chat?.select("");

    const [pause, clear] = await page.$$(".tools button");
    await pause?.click();
    const before = await gallery.frames();
    await gallery.write("#echo", "two");
    await gallery.hears("#echo", "Server echoed: two");
    expect(await gallery.frames()).toEqual(before);
    await pause?.click();
    const left = await clear?.evaluate((button) => {
      (button as HTMLElement).click();
      return document.querySelector("#frame-list")?.children.length;
    });
    expect(left).toBe(0);
    await gallery.write("#echo", "three");
    await passes(gallery, "Server echoed: three");
    expect(gallery.faults).toEqual([]);
  });

  it("keeps the last 500, and stays at the end", async () => {
    const gallery = await inspect();
    await gallery.page.evaluate(() => {
      for (let n = 1; n <= 700; n += 1) {
        const text = JSON.stringify({ type: "delta", id: "x", i: n, text: `piece ${n}` });
        dispatchEvent(new CustomEvent("wire", { detail: { at: n, chat: "/x", via: "websocket", way: "in", text } }));
      }
    });
    const rows = await gallery.frames();
    expect(rows).toHaveLength(500);
    expect(rows.filter((row) => row.includes("piece"))).toHaveLength(500);
    expect(rows.at(-1)).toContain("piece 700");
    const gap = await gallery.page.$eval(
      "#frame-list",
      (list) => list.scrollHeight - list.scrollTop - list.clientHeight,
    );
    expect(gap).toBeLessThan(2);
  });
});

describe("the network switch", () => {
  it("cuts the network, and the frames show how the conversation goes on", async () => {
    const gallery = await inspect();
    await gallery.write("#echo", "before");
    await gallery.hears("#echo", "Server echoed: before");
    await gallery.page.click("[data-outage=network]");
    await gallery.says("The network is cut.");
    await passes(gallery, "wire close /websocket has closed: 1006");
    await gallery.page.click(".tools button:last-child");
    await gallery.write("#echo", "meanwhile");
    await gallery.page.click("[data-outage=network]");
    await gallery.hears("#echo", "Server echoed: meanwhile");
    const rows = await passes(gallery, "in entry /websocket #4 Server echoed: meanwhile");
    expect(rows).toContainEqual("out hello /websocket from #2 on");
    expect(rows).toContainEqual("in welcome /websocket #2 goes on where you were");
    await gallery.says("All is well");
  }, 60_000);

  it("slows it down", async () => {
    const gallery = await inspect();
    await gallery.page.click("[data-outage=slow]");
    await gallery.says("each piece takes 0.7 s");
    const start = Date.now();
    await gallery.write("#echo", "slowly");
    await gallery.hears("#echo", "Server echoed: slowly");
    expect(Date.now() - start).toBeGreaterThanOrEqual(1_400);
    await gallery.page.click("[data-outage=slow]");
    await gallery.says("All is well");
  });

  it("blocks WebSocket, and the chats go on by HTTP and come back", async () => {
    const gallery = await inspect();
    await gallery.write("#echo", "by WebSocket");
    await gallery.hears("#echo", "Server echoed: by WebSocket");
    await gallery.page.click("[data-outage=websocket]");
    await gallery.says("WebSocket is blocked. The chats talk by HTTP.");
    await gallery.write("#echo", "by HTTP");
    await gallery.hears("#echo", "Server echoed: by HTTP");
    const rows = await passes(gallery, "in entry /websocket #4 Server echoed: by HTTP");
    expect(rows).toContainEqual("wire post /websocket asks to send");
    expect(rows).toContainEqual("wire post /websocket asks to stream");
    expect(rows).toContainEqual("out send /websocket by HTTP");
    await gallery.page.$$eval("#frame-list summary", (rows) => rows.forEach((row) => row.click()));
    const whole = await gallery.page.$eval("#frame-list", ({ textContent }) => textContent ?? "");
    expect(whole.match(/"secret": "[^"]*"/g)?.every((line) => line === '"secret": "•••"')).toBe(true);

    await gallery.page.click("[data-outage=websocket]");
    await gallery.says(", by WebSocket.");
    await gallery.write("#echo", "back");
    await gallery.hears("#echo", "Server echoed: back");
  }, 90_000);
});
