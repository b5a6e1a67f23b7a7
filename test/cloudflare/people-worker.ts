import { createChat } from "@ws-chat/server";
import { chatHandler, chatRoom, type ObjectNamespace } from "@ws-chat/server-hono/cloudflare";
import { Hono } from "hono";

export const ChatRoom = chatRoom(() => createChat({ onMessage() {}, presence: true, readMarks: true }));

const app = new Hono<{ Bindings: { readonly CHAT_ROOM: ObjectNamespace } }>();
app.all(
  "/websocket/*",
  chatHandler((c) => c.env.CHAT_ROOM),
);
export default app;
