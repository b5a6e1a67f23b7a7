import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { freePort, type ServerProcess, startCommand } from "../e2e/server-process.ts";
import { Consumer } from "../pack/consumer.ts";
import { requires } from "../requires.ts";
import { countSockets } from "./count-sockets.ts";
import { ExampleApp } from "./example-app.ts";

const examples = [
  { name: "react", compiler: "tsc", misuse: "src/misuse.tsx", wrong: wrongInReact() },
  { name: "vue", compiler: "vue-tsc", misuse: "src/misuse.vue", wrong: wrongInVue() },
];

let consumer: Consumer | undefined;
afterAll(() => consumer?.[Symbol.dispose]());

describe.each(examples)("the app in examples/$name", ({ name, compiler, misuse, wrong }) => {
  const source = `examples/${name}`;
  const isHere = requires(`${source}/node_modules`, ExampleApp.isInstalled(source), "node scripts/ensure-runtimes.mjs");

  describe.skipIf(!isHere)("with the packed packages", () => {
    let app: ExampleApp;
    let dist: string;
    let server: ServerProcess;
    let browser: Browser;

    beforeAll(async () => {
      consumer ??= new Consumer();
      app = new ExampleApp(source, consumer);
      dist = app.build();
      server = await startCommand(await freePort(), "--public", dist);
      browser = await openBrowser();
    }, 240_000);
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    it("compiles, and its misuse in each place does not", () => {
      app.write(misuse, wrong);
      const errors = app.run(compiler, "--noEmit", "--pretty", "false").match(/^\S+ error/gm) ?? [];
      expect(errors.map((error) => error.replace(/\(.*/, ""))).toEqual([misuse, misuse, misuse]);
    }, 120_000);

    it("is built into chunks, the conversation one of them", () => {
      const chunks = readdirSync(join(dist, "assets"));
      for (const chunk of ["chat-box", "launcher", "rich"]) {
        expect(chunks).toContainEqual(expect.stringMatching(new RegExp(`^${chunk}-.*\\.js$`)));
      }
    });

    it("sends, receives, hears of it, follows a changed prop, and leaves no socket when it unmounts", async () => {
      const page = await browser.newPage();
      const chat = new ChatPage(page);
      const sockets = await countSockets(page);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const press = async (name: string) => {
        const button = await page.waitForSelector(`aria/${name}[role="button"]`);
        await button?.click();
      };
      const says = (text: string) =>
        page.waitForFunction(
          (wanted) => document.querySelector("[role=status]")?.textContent === wanted,
          {},
          `Newest: ${text}`,
        );

      await page.goto(`http://localhost:${server.port}/`);
      await chat.write("hello");
      await says("Server echoed: hello");
      expect(await chat.lines()).toEqual(["visitor: hello", "bot: Server echoed: hello"]);
      expect(asked).toContainEqual(expect.stringMatching(/^\/assets\/chat-box-/));
      expect(asked).not.toContainEqual(expect.stringMatching(/^\/assets\/launcher-/));

      await press("Ask what is fresh");
      await says("Server echoed: What is fresh today?");

      await press("Ask about cakes");
      await page.waitForSelector('aria/Ask about cakes[role="textbox"]');
      await page.waitForFunction(() => document.querySelector("ws-chat")?.status.state === "online");
      await page.waitForFunction(() => document.querySelector("ws-chat")?.messages.length === 0);
      await sockets.are(1);

      await press("Leave the chat");
      await sockets.are(0);
      await press("Come back");
      await chat.write("again");
      await says("Server echoed: again");
      await sockets.are(1);
      await press("Leave the chat");
      await sockets.are(0);
      expect(chat.errors).toEqual([]);
      await page.close();
    }, 60_000);
  });
});

function wrongInReact(): string {
  return `import { WsChat } from "@ws-chat/widget/react";
export const wrong = [
  <WsChat url={8888} />,
  <WsChat onWsChatMessage={({ mesage }) => mesage} />,
  <ws-chat url={8888} />,
  <ws-chat url="/websocket" onws-chat-status={({ status }) => status.state} />,
];
`;
}

function wrongInVue(): string {
  return `<script setup lang="ts">
const url = 8888;
function onStatus(status: string) {
  return status;
}
</script>
<template>
  <ws-chat :url="url" />
  <ws-chat @ws-chat-status="onStatus" />
  <ws-chat @ws-chat-message="({ mesage }) => mesage" />
  <ws-chat data-theme="paper" @ws-chat-unread="({ count }) => count.toFixed()" @ws-chat-show="(event) => event.preventDefault()" />
</template>
`;
}
