// npm install @ws-chat/server @ws-chat/server-hono hono wrangler
// npx wrangler dev, npx wrangler deploy
import { createChat } from "@ws-chat/server";
import { chatHandler, chatRoom, rooms } from "@ws-chat/server-hono/cloudflare";
import { Hono } from "hono";

export const ChatRoom = chatRoom((_env) => createChat({ onMessage: (message) => `You said ${message.text}` }));

const app = new Hono();
app.get("/", (c) => c.text("my site"));
app.all(
  "/websocket/*",
  chatHandler((c) => c.env.CHAT_ROOM),
);

export default {
  fetch: app.fetch,
  // every morning, as wrangler.jsonc says
  scheduled: (_event, env) => rooms(env.CHAT_ROOM).room("lobby").send({ text: "Good morning" }),
};
