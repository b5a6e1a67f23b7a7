import { createChat } from "@ws-chat/server";
import { chatHandler, chatRoom, type ObjectNamespace, rooms } from "@ws-chat/server-hono/cloudflare";
import { Hono } from "hono";

interface Env {
  readonly CHAT_ROOM: ObjectNamespace;
}

export const ChatRoom = chatRoom((_: Env) => createChat({ onMessage: (message) => `You said ${message.text}` }));

const app = new Hono<{ Bindings: Env }>();
app.all(
  "/websocket/*",
  chatHandler((c) => c.env.CHAT_ROOM),
);
app.post("/say/:room", async (c) =>
  c.json(
    await rooms(c.env.CHAT_ROOM)
      .room(c.req.param("room"))
      .send(await c.req.text()),
  ),
);
export default app;
