import { createChat } from "@ws-chat/server";
import {
  type Bucket,
  chatHandler,
  chatRoom,
  createR2Uploads,
  type ObjectNamespace,
  rooms,
} from "@ws-chat/server-hono/cloudflare";
import { Hono } from "hono";

interface Env {
  readonly CHAT_ROOM: ObjectNamespace;
  readonly UPLOADS: Bucket;
}

/** How many objects have woken; they share the Worker's memory. */
let woken = 0;

/** Files that are read by who has a cookie of their room. */
export const ChatRoom = chatRoom((env: Env) => {
  woken += 1;
  return createChat({
    onMessage() {},
    authenticate: ({ token }) => (token === undefined ? "visitor" : { id: token }),
    uploads: {
      store: createR2Uploads({ bucket: env.UPLOADS, prefix: "chat/" }),
      mayRead: ({ upload, cookie }) => cookie === `room=${upload.room}`,
    },
  });
});

const app = new Hono<{ Bindings: Env }>();
app.all(
  "/websocket/*",
  chatHandler((c) => c.env.CHAT_ROOM),
);
app.delete("/rooms/:room", async (c) => {
  await rooms(c.env.CHAT_ROOM).room(c.req.param("room")).remove();
  return c.body(null, 204);
});
app.get("/woken", (c) => c.json(woken));
export default app;
