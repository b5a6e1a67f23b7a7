// npm install @ws-chat/server @ws-chat/server-hono hono @hono/node-server ws
// node node.js
import { serve, upgradeWebSocket } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { createChat } from "@ws-chat/server";
import { chatHandler } from "@ws-chat/server-hono";
import { Hono } from "hono";
import { WebSocketServer } from "ws";

const chat = createChat({ onMessage: (message) => `You said ${message.text}` });

const app = new Hono();
app.get("/", (c) => c.text("my site"));
app.all("/websocket/*", chatHandler(chat, { upgradeWebSocket, getConnInfo }));

const server = serve({
  fetch: app.fetch,
  port: Number(process.env.PORT ?? 8888),
  websocket: { server: new WebSocketServer({ noServer: true, maxPayload: 262_144 }) },
});
process.once("SIGTERM", async () => {
  server.close();
  await chat.close(); // says goodbye: clients come back by themselves
  setTimeout(() => process.exit(), 500); // the goodbyes are on their way
});
