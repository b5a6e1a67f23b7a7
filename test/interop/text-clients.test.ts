import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../e2e/browser-page.ts";
import { requires } from "../requires.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const wscat = here("../../node_modules/wscat/bin/wscat");
const python = "/usr/bin/python3";

let server: Server;
let port: number;
const chat = createChat();
beforeAll(async () => {
  const page = await readFile(here("article-page.html"), "utf8");
  server = createServer((_, response) =>
    response.setHeader("Content-Type", "text/html").end(page.replace("PORT", String(port))),
  ).listen(0, "localhost");
  await once(server, "listening");
  attachChat(server, chat);
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await chat.close();
  server.close().closeAllConnections();
});

describe("a client that knows nothing of ws-chat", () => {
  it("may be the article's page, in a browser", async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${port}/`);
      // The article's page drops what is written before its socket is open.
      await page.waitForFunction("ws.readyState === WebSocket.OPEN");
      for (const text of ["hello", "1 < 2 & <b>3</b>", "grüße 🥐"]) {
        await page.type("#message", text);
        await page.keyboard.press("Enter");
        await page.waitForFunction(
          (echo) => document.querySelector("#chatbox")?.lastChild?.textContent === echo,
          {},
          `Server echoed: ${text}`,
        );
      }
      const shown = await page.$$eval("#chatbox p", (lines) => lines.map((line) => line.textContent));
      expect(shown).toEqual([
        "You sent: hello",
        "Server echoed: hello",
        "You sent: 1 < 2 & <b>3</b>",
        "Server echoed: 1 < 2 & <b>3</b>",
        "You sent: grüße 🥐",
        "Server echoed: grüße 🥐",
      ]);
    } finally {
      await browser.close();
    }
  });

  it.skipIf(!requires("wscat", existsSync(wscat), "npm install"))("may be wscat", async () => {
    const url = `ws://localhost:${port}/websocket`;
    const client = spawn(process.execPath, [wscat, "--connect", url, "-x", "hello", "-x", "grüße 🥐", "--wait", "10"]);
    const heard: string[] = [];
    for await (const line of createInterface({ input: client.stdout })) {
      if (heard.push(line) === 2) client.kill();
    }
    expect(heard).toEqual(["Server echoed: hello", "Server echoed: grüße 🥐"]);
  });

  const websockets = spawnSync(python, ["-c", "import websockets"]).status === 0;
  it.skipIf(!requires("Debian's Python websockets", websockets, "apt-get install python3-websockets"))(
    "may be Python's websockets",
    async () => {
      const url = `ws://localhost:${port}/websocket`;
      const { stdout } = await promisify(execFile)(python, [here("echo_client.py"), url, "hello", "grüße 🥐"]);
      expect(stdout).toBe("Server echoed: hello\nServer echoed: grüße 🥐\n");
    },
  );
});
