import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createChat, type Reply } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import type { Talk } from "./screenshot-talks.ts";

/** Where the talk is had: its host answers as the talk says, and tells the story up to its middle, until `finish`. */
export async function openShop({ host, answers, story }: Talk) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { promise: mayFinish, resolve: finish } = Promise.withResolvers<void>();
  const chat = createChat({
    limits: { textBytes: 200 },
    author: { id: "host", name: host, role: "operator" },
    onMessage: ({ text }): Reply => answers[text] ?? tell(story.answer, mayFinish),
  });
  attachChat(server, chat);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `ws://127.0.0.1:${address.port}/websocket`,
    finish,
    async close() {
      await chat.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function* tell([first, rest]: readonly [string, string], mayFinish: Promise<void>): AsyncGenerator<string> {
  yield first;
  await mayFinish;
  yield rest;
}

const scripts = new URL("../../packages/ws-chat/dist/", import.meta.url);
const themes = new URL("../../packages/widget/themes/", import.meta.url);

/** The files that the element loads, and the themes, as `npx ws-chat` serves them. */
export function chatFiles(): Record<string, RequestListener> {
  const serve =
    (file: URL, type: string): RequestListener =>
    (_request, response) =>
      response.setHeader("Content-Type", type).end(readFileSync(file));
  const files = (folder: URL, pattern: RegExp) => readdirSync(folder).filter((name) => pattern.test(name));
  return Object.fromEntries([
    ...files(scripts, /^ws-chat.*\.js$/).map((name) => [`/${name}`, serve(new URL(name, scripts), "text/javascript")]),
    ...files(themes, /\.css$/).map((name) => [`/ws-chat-themes/${name}`, serve(new URL(name, themes), "text/css")]),
  ]);
}

export const themeNames = readdirSync(themes).map((file) => file.replace(/\.css$/, ""));
