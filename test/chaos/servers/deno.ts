import process from "node:process";
import { chatHandler } from "@ws-chat/server-hono";
import { getConnInfo, upgradeWebSocket } from "hono/deno";
import { chaosChat } from "./chat.ts";
import { chaosApp } from "./hono-app.ts";

const chat = chaosChat();
// By itself Deno leaves when its pings have found out, after 15 s, that connections were reset.
process.once("SIGTERM", () => process.exit());

export default {
  fetch: chaosApp(chatHandler(chat, { upgradeWebSocket, getConnInfo }), () => chat.room("lobby")).fetch,
};
