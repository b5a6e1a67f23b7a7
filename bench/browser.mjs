import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import puppeteer from "puppeteer-core";
import { findChrome } from "../test/browser/find-chrome.mjs";

const types = { ".html": "text/html", ".css": "text/css" };

/**
 * A browser, and a site of `pages` (path -> HTML) and `folders` (first segment of a path -> URL of a folder).
 * @param {{ pages: Record<string, string>, folders: Record<string, URL> }} site
 */
export async function openBrowser({ pages, folders }) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const [, name, path] = pathname.match(/^\/([^/]*)\/(.+)$/) ?? [];
    try {
      const body = pages[pathname] ?? (await readFile(new URL(path, folders[name])));
      const type = types[pathname in pages ? ".html" : extname(pathname)] ?? "text/javascript";
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const chrome = await findChrome();
  if (!chrome) throw new Error("There is no Chromium here; CHROME_PATH may name one.");
  // Their 10,000 take a minute in one task.
  const browser = await puppeteer.launch({ ...chrome, protocolTimeout: 600_000 });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    version: (await browser.version()).replace("/", " ").replace("Headless", ""),
    origin,
    async open(path, before) {
      const page = await browser.newPage();
      await page.setViewport({ width: 480, height: 800 });
      await before?.(page);
      await page.goto(origin + path);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
