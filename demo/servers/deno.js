// deno add npm:@ws-chat/server npm:@ws-chat/server-hono npm:hono
// deno serve --allow-env --port 8888 deno.js
import process from "node:process";
import { createChat } from "@ws-chat/server";
import { chatHandler } from "@ws-chat/server-hono";
import { Hono } from "hono";
import { getConnInfo, upgradeWebSocket } from "hono/deno";

const chat = createChat({ onMessage: (message) => `You said ${message.text}` });

const app = new Hono();
app.get("/", (c) => c.text("my site"));
app.all("/websocket/*", chatHandler(chat, { upgradeWebSocket, getConnInfo }));

process.once("SIGTERM", async () => {
  await chat.close(); // says goodbye: clients come back by themselves
  setTimeout(() => process.exit(), 500); // the goodbyes are on their way
});

export default { fetch: app.fetch };
