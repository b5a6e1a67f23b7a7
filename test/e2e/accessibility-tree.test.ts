import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTree } from "./accessibility-tree.ts";
import { messageStates } from "./accessibility-tree-message-states.ts";
import { peopleStates } from "./accessibility-tree-people-states.ts";
import { states } from "./accessibility-tree-states.ts";
import { uploadStates } from "./accessibility-tree-upload-states.ts";
import { openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";

const picture = new URL("../../docs/images/conversation-light.png", import.meta.url);

describe("what a screen reader is told of <ws-chat>", () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("../browser/stage-page.ts", import.meta.url))],
      bundle: true,
      format: "esm",
      write: false,
      conditions: ["@ws-chat/source"],
    });
    const script = outputFiles[0]?.text;
    const html =
      '<!doctype html><html lang="en-GB"><title>A shop</title><script type="module" src="stage.js"></script>';
    site = await servePage("", {
      "/stage": (_request, response) => response.setHeader("Content-Type", "text/html").end(html),
      "/bread.png": async (_request, response) => response.end(await readFile(picture)),
      "/stage.js": (_request, response) => response.setHeader("Content-Type", "text/javascript").end(script),
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it.each(Object.entries({ ...states, ...messageStates, ...uploadStates, ...peopleStates }))(
    "%s",
    async (_state, { show, met, heard = [] }) => {
      const context = await browser.createBrowserContext();
      const page = await openStage(context, `${site.url}stage`);
      await page.evaluate(show, await page.evaluateHandle(() => stage));
      await page.evaluate(() => stage.settled());
      const session = await page.createCDPSession();
      await expect.poll(() => readTree(session)).toBe(withoutIndent(met));
      expect(await page.evaluate(() => stage.said)).toEqual(heard);
      await context.close();
    },
  );
});

async function openStage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.emulateTimezone("UTC");
  await page.goto(url);
  await page.waitForFunction(() => "stage" in globalThis);
  return page;
}

/** Lines begin where the first one does. */
function withoutIndent(lines: string): string {
  const [indent = ""] = /^\n */.exec(lines) ?? [];
  return lines.slice(indent.length).replaceAll(indent, "\n");
}
