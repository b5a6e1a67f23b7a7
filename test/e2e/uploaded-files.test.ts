import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NodeChat } from "../uploads/node-chat.ts";
import { uploaded } from "../uploads/upload.ts";
import { openBrowser } from "./browser-page.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const script = "document.title = 'run'; top.document.title = 'run'";
const hostile = {
  "a page": `<!doctype html><title>x</title><script>${script}</script>`,
  "a drawing": `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${script}"><script>${script}</script></svg>`,
  "a drawing that says so": `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>`,
  "a style sheet of XML": `<?xml version="1.0"?><?xml-stylesheet href="#"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`,
};

/** A second of silence. */
function wav(): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + 8_000, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(8_000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(8_000, 40);
  return Buffer.concat([header, Buffer.alloc(8_000, 0x80)]);
}

describe("uploaded files in a browser", () => {
  let chat: NodeChat;
  let browser: Browser;
  /** A site of another origin than the chat's. */
  let site: Server;
  let page: Page;
  beforeAll(async () => {
    chat = await NodeChat.start();
    browser = await openBrowser();
    site = createServer(({ url }, response) => {
      // Its origin is then nobody's: `null`.
      if (url === "/sandboxed") response.setHeader("Content-Security-Policy", "sandbox allow-scripts allow-forms");
      response.setHeader("Content-Type", "text/html").end("<!doctype html><title>site</title><body>");
    });
    await once(site.listen(0, "127.0.0.1"), "listening");
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    site?.close().closeAllConnections();
    await chat?.[Symbol.asyncDispose]();
  });

  const visitSite = (path = "/"): Promise<unknown> =>
    page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`);

  /** Whether what is there as an element of `tag` can be used. */
  function shows(tag: string, link: URL): Promise<string> {
    return page.evaluate(
      (name, src) => {
        const element = Object.assign(document.createElement(name), { src, preload: "auto" });
        document.body.append(element);
        return new Promise<string>((resolve) => {
          element.addEventListener("error", () => resolve("error"));
          for (const event of ["load", "loadeddata"]) element.addEventListener(event, () => resolve("shown"));
        });
      },
      tag,
      String(link),
    );
  }

  it("are shown by a page of another site where they are pictures or sounds", async () => {
    await visitSite();
    expect(await shows("img", (await uploaded(chat.url, { body: new Blob([png]), name: "a.png" })).link)).toBe("shown");
    expect(await shows("audio", (await uploaded(chat.url, { body: new Blob([wav()]), name: "a.wav" })).link)).toBe(
      "shown",
    );
  });

  it("can be opened by their link, and look as files do", async () => {
    const { link } = await uploaded(chat.url, { body: new Blob([png]), name: "a.png" });
    expect((await page.goto(String(link)))?.status()).toBe(200);
    expect(await page.evaluate(() => document.images[0]?.naturalWidth)).toBe(1);
    const sound = await uploaded(chat.url, { body: new Blob([wav()]), name: "a.wav" });
    await page.goto(String(sound.link));
    // Not awaited in the page, where no promise settles: nothing runs there.
    const duration = () => page.evaluate(() => document.querySelector("video")?.duration);
    await vi.waitFor(async () => expect(await duration()).toBe(1), { timeout: 5_000 });
  });

  it.each(Object.entries(hostile))(
    "run nothing where they are %s: they are saved, and shown nowhere",
    async (_, text) => {
      const { link } = await uploaded(chat.url, { body: text, name: "a.png" });
      await expect(page.goto(String(link))).rejects.toThrow("ERR_ABORTED");
      await visitSite();
      expect(await shows("img", link)).toBe("error");
      await page.evaluate((src) => {
        for (const [name, key] of [
          ["iframe", "src"],
          ["object", "data"],
          ["embed", "src"],
        ] as const) {
          document.body.append(Object.assign(document.createElement(name), { [key]: src }));
        }
      }, String(link));
      const isLoaded = await page.evaluate(
        (src) =>
          new Promise<boolean>((resolve) => {
            const loading = Object.assign(document.createElement("script"), { src });
            loading.addEventListener("error", () => resolve(false));
            loading.addEventListener("load", () => resolve(true));
            document.head.append(loading);
          }),
        String(link),
      );
      expect(isLoaded).toBe(false);
      expect(await page.title()).toBe("site");
    },
  );

  it("stay what they are where a page hides behind a picture", async () => {
    const body = Buffer.concat([png, Buffer.from(hostile["a page"])]);
    const { link } = await uploaded(chat.url, { body, name: "a.html" });
    await page.goto(String(link));
    expect(await page.evaluate(() => [document.contentType, document.scripts.length])).toEqual(["image/png", 0]);
    expect(await page.title()).not.toBe("run");
  });

  it("are not brought by a page that is not admitted, by whatever means it has", async () => {
    await page.setCookie({ name: "session", value: "mia", domain: "127.0.0.1" });
    await visitSite("/sandboxed");
    const there = chat.folder.files;
    const outcomes = await page.evaluate(async (url) => {
      const attempt = (init: RequestInit): Promise<string> =>
        fetch(url, { method: "POST", credentials: "include", body: "words", ...init }).then(
          ({ type, status }) => `${type} ${status}`,
          () => "refused",
        );
      const named = {
        "Content-Disposition": "attachment; filename*=UTF-8''a.txt",
        Authorization: "Visitor AbCdEfGhIjKlMnOpQrStUv",
      };
      return Promise.all([
        attempt({ headers: named }),
        attempt({ mode: "no-cors" }),
        attempt({ mode: "no-cors", headers: named }),
        attempt({ mode: "no-cors", headers: { "Content-Type": "text/plain" } }),
        attempt({ mode: "no-cors", body: new FormData() }),
      ]);
    }, `${chat.url}/uploads`);
    expect(outcomes).toEqual(["refused", "opaque 0", "opaque 0", "opaque 0", "opaque 0"]);
    const [answer] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate((url) => {
        const form = Object.assign(document.createElement("form"), {
          method: "post",
          action: url,
          enctype: "multipart/form-data",
        });
        document.body.append(form);
        form.submit();
      }, `${chat.url}/uploads`),
    ]);
    expect(answer?.status()).toBe(403);
    expect(chat.folder.files).toEqual(there);
  });
});
