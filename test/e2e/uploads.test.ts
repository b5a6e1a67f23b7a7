import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiskUploads } from "@ws-chat/server/disk";
import type { Browser, BrowserContext, ElementHandle, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";
import { StoppableChat } from "./stoppable-chat.ts";

const dist = new URL("../../packages/ws-chat/dist/", import.meta.url);
const picture = new URL("../../docs/images/conversation-light.png", import.meta.url).pathname;
const parts = ["uploads", "upload", "attachments", "rich", "message", "copy", "authors", "people"];
/** Bytes a second, at which a file of `big` takes long enough to be stopped on its way. */
const slow = 400_000;

let browser: Browser;
let site: Awaited<ReturnType<typeof servePage>>;
let server: StoppableChat;
let folder: string;
let big: string;
let device: BrowserContext;
let room: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "uploads-"));
  big = join(folder, "big.txt");
  writeFileSync(big, "x".repeat(2_000_000));
  const files = parts.map((part) => `/ws-chat-${part}.js`);
  site = await servePage(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; connect-src *; img-src 'self' http://127.0.0.1:*; script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'">
    <script type="module">
      document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => (document.title += violatedDirective));
      const chat = document.createElement("ws-chat");
      const query = new URLSearchParams(location.search);
      document.body.append(Object.assign(chat, { url: query.get("url"), room: query.get("room"), uploads: true }));
    </script>`,
    Object.fromEntries(
      files.map((path) => [
        path,
        async (_request, response) =>
          void response.setHeader("Content-Type", "text/javascript").end(await readFile(new URL(`.${path}`, dist))),
      ]),
    ),
  );
  const store = await createDiskUploads({ folder: join(folder, "kept") });
  server = new StoppableChat([new URL(site.url).origin], { uploads: { store } });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.end();
  await site.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  device = await browser.createBrowserContext();
  await server.start();
  room = `room ${Math.random()}`;
});
afterEach(() => device.close());

function open(): Promise<ChatPage> {
  return ChatPage.open(device, `${site.url}?${new URLSearchParams({ url: server.url, room })}`);
}

const inside = (selector: string) => `ws-chat >>> ${selector}`;

/** Through the browser's own picker, as a person does. */
async function pick({ page }: ChatPage, ...paths: string[]): Promise<void> {
  await page.bringToFront();
  const button = await page.waitForSelector(inside("[part~=attach]"));
  const [chooser] = await Promise.all([page.waitForFileChooser(), button?.click()]);
  await chooser.accept(paths);
}

/** Resolves once some of a file has gone out. */
async function begins({ page }: ChatPage): Promise<void> {
  await page.waitForFunction(
    () => (document.querySelector("ws-chat")?.shadowRoot?.querySelector("progress")?.value ?? 0) > 0.05,
    { polling: 50 },
  );
}

async function press({ page }: ChatPage, name: string): Promise<void> {
  const button = (await page.waitForSelector(`aria/${name}[role="button"]`)) as ElementHandle<HTMLElement>;
  await button.click();
}

/** All files have been taken. */
const uploaded = ({ page }: ChatPage, count: number) =>
  page.waitForFunction(
    (wanted) => {
      const bars = document.querySelector("ws-chat")?.shadowRoot?.querySelectorAll<HTMLElement>("progress") ?? [];
      return bars.length === wanted && [...bars].every(({ hidden }) => hidden);
    },
    { polling: 50 },
    count,
  );

/** In bytes a second; 0 for no limit any more. The browser sets limits by session, and each is lifted in its own: here the page's. */
async function throttle(page: Page, upload: number): Promise<void> {
  await page.emulateNetworkConditions(upload ? { upload, download: -1, latency: 0 } : null);
}

const kept = () =>
  readdirSync(join(folder, "kept"), { recursive: true }).filter((name) => String(name).endsWith("json"));

describe("<ws-chat uploads>", () => {
  it("sends a picture that is picked, with the text, and every tab shows it", async () => {
    const [chat, other] = [await open(), await open()];
    await pick(chat, picture);
    await chat.page.waitForSelector(inside("canvas"));
    await uploaded(chat, 1);
    await chat.write("Look!");
    await other.page.bringToFront();
    await other.sees("Look!");
    for (const { page, errors } of [chat, other]) {
      await page.bringToFront();
      await page.waitForFunction(
        () => document.querySelector("ws-chat")?.shadowRoot?.querySelector("img")?.naturalWidth,
        { polling: 50 },
      );
      const image = await page.$eval(inside("img"), (element) => {
        const { alt, src, width, height, naturalWidth, naturalHeight } = element as HTMLImageElement;
        return { alt, src, shape: width / height, natural: naturalWidth / naturalHeight };
      });
      expect(image.alt).toBe("conversation-light.png");
      expect(image.src).toMatch(/\/websocket\/uploads\/[\w-]+\/conversation-light\.png$/);
      // What is long is cut, not squeezed.
      expect(image.shape).toBeGreaterThan(image.natural);
      expect(errors).toEqual([]);
      expect(await page.title()).toBe("A site");
    }
    const [attachment] = await chat.page.$eval("ws-chat", ({ messages }) => messages.at(-1)?.attachments ?? []);
    const header = readFileSync(picture);
    const [width, height] = [16, 20].map((at) => header.readUInt32BE(at));
    expect(attachment).toMatchObject({ type: "image/png", width, height });
  });

  it("tells how far it is, and keeps nothing of what is cancelled on its way", async () => {
    const chat = await open();
    const before = kept();
    await chat.page.waitForSelector(inside("[part~=attach]"));
    await throttle(chat.page, slow);
    await pick(chat, big);
    await begins(chat);
    await press(chat, "Cancel big.txt");
    await chat.page.waitForFunction(
      () => document.querySelector("ws-chat")?.shadowRoot?.querySelectorAll("[part~=upload]").length === 0,
    );
    await expect.poll(() => readdirSync(join(folder, "kept", "incoming"))).toEqual([]);
    expect(kept()).toEqual(before);
    expect(chat.errors).toEqual([]);
  });

  it("is tried again when the server is back, and the message that waited goes with it, once", async () => {
    const chat = await open();
    await chat.page.waitForSelector(inside("[part~=attach]"));
    await throttle(chat.page, slow);
    await pick(chat, big);
    await begins(chat);
    await chat.write("With a file");
    await chat.sees("Will be sent when all files are uploaded.");
    await server.stop();
    await chat.sees("Waiting for a connection");
    expect(await chat.page.$eval("ws-chat", ({ messages }) => messages.length)).toBe(0);
    await throttle(chat.page, 0);
    await server.start();
    await chat.page.evaluate(() => dispatchEvent(new Event("online")));
    await expect.poll(() => server.texts(room)).toEqual(["With a file"]);
    await chat.sees("2 MB");
    expect(chat.errors).toEqual([]);
  });

  it("is picked in a tunnel, where not even the code to send it can be had, and goes when that is over", async () => {
    const chat = await open();
    await chat.page.waitForSelector(inside("[part~=attach]"));
    await chat.page.setOfflineMode(true);
    await server.stop();
    await pick(chat, picture);
    await chat.write("From the train");
    await chat.sees("Waiting for a connection");
    await chat.sees("Will be sent when all files are uploaded.");
    await chat.page.setOfflineMode(false);
    await server.start();
    await chat.page.evaluate(() => dispatchEvent(new Event("online")));
    await expect.poll(() => server.texts(room)).toEqual(["From the train"]);
    await chat.page.waitForSelector(inside("img"));
  });

  it("keeps what is uploaded, and the text, over a reload", async () => {
    const chat = await open();
    await pick(chat, picture, big);
    await uploaded(chat, 2);
    await chat.page.type(inside("textarea"), "Still here");
    await chat.page.reload();
    await chat.sees("conversation-light.png");
    await uploaded(chat, 2);
    await press(chat, "Send");
    await expect.poll(() => server.texts(room)).toEqual(["Still here"]);
    await chat.page.waitForSelector(inside("[part~=attachment]"));
    await chat.page.reload();
    await chat.page.waitForSelector(inside("[part~=attach]"));
    expect(await chat.page.$$(inside("[part~=upload]"))).toHaveLength(0);
  });

  it("says in the server's words why it takes a file not", async () => {
    const chat = await open();
    const program = join(folder, "program.exe");
    writeFileSync(program, Buffer.from("4d5a90000300000004000000ffff0000b8000000", "hex"));
    await pick(chat, program);
    await chat.page.waitForSelector(inside("[part~=failed]"));
    expect(await chat.page.$eval(inside(".note"), ({ textContent }) => textContent)).toMatch(/^[A-Z].*\.$/);
  });
});
