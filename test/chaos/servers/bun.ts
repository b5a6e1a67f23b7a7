import { chatHandler } from "@ws-chat/server-hono";
import { getConnInfo, upgradeWebSocket, websocket } from "hono/bun";
import { chaosChat } from "./chat.ts";
import { chaosApp } from "./hono-app.ts";

const chat = chaosChat();

export default {
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  fetch: chaosApp(chatHandler(chat, { upgradeWebSocket, getConnInfo }), () => chat.room("lobby")).fetch,
  websocket,
};
