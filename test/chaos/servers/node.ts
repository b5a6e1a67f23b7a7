import { serve, upgradeWebSocket } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { chatHandler } from "@ws-chat/server-hono";
import { WebSocketServer } from "ws";
import { chaosChat } from "./chat.ts";
import { chaosApp } from "./hono-app.ts";

/** The types of `ws` leave open whether `noServer` may be undefined, those of Hono do not. */
type HonoSockets = NonNullable<Parameters<typeof serve>[0]["websocket"]>["server"];

const chat = chaosChat();

serve({
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  fetch: chaosApp(chatHandler(chat, { upgradeWebSocket, getConnInfo }), () => chat.room("lobby")).fetch,
  websocket: { server: new WebSocketServer({ noServer: true }) as HonoSockets },
});
