// bun add @ws-chat/server @ws-chat/server-hono hono
// bun run bun.js
import { createChat } from "@ws-chat/server";
import { chatHandler } from "@ws-chat/server-hono";
import { Hono } from "hono";
import { getConnInfo, upgradeWebSocket, websocket } from "hono/bun";

const chat = createChat({ onMessage: (message) => `You said ${message.text}` });

const app = new Hono();
app.get("/", (c) => c.text("my site"));
app.all("/websocket/*", chatHandler(chat, { upgradeWebSocket, getConnInfo }));

process.once("SIGTERM", async () => {
  await chat.close(); // says goodbye: clients come back by themselves
  setTimeout(() => process.exit(), 500); // the goodbyes are on their way
});

export default { port: Number(process.env.PORT ?? 8888), fetch: app.fetch, websocket };
