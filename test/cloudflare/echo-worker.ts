import { createChat } from "@ws-chat/server";
import { chatHandler, chatRoom, type ObjectNamespace, rooms } from "@ws-chat/server-hono/cloudflare";
import { Hono } from "hono";

interface Env {
  readonly CHAT_ROOM: ObjectNamespace;
  readonly FLEETING_ROOM: ObjectNamespace;
}

/** How often an object was made: each has its own module's memory only as long as the runtime keeps that. */
let wakings = 0;

export const ChatRoom = chatRoom((_: Env) => {
  wakings += 1;
  return createChat({
    onMessage: ({ text }, { attempt }) => {
      if (text === "/wakings") return String(wakings);
      if (text === "/stream") return slowly(["one ", "two ", "three ", "four"]);
      if (text === "/hang" && attempt === 1) return new Promise<string>(() => {});
      return `You said ${text}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
    },
    // More than a hibernating socket can be given to keep.
    authenticate: ({ url }) => (url.includes("room=large") ? { id: "large", notes: "x".repeat(20_000) } : "visitor"),
    limits: { rate: { perSecond: 1_000, burst: 1_000 }, leaseMs: 1_500 },
  });
});

/** Rooms that forget what is older than a second. */
export const FleetingRoom = chatRoom(() => createChat({ onMessage() {}, retention: { ageMs: 1_000 } }));

async function* slowly(words: readonly string[]): AsyncGenerator<string> {
  for (const word of words) {
    yield word;
    await scheduler.wait(700);
  }
}
declare const scheduler: { wait(ms: number): Promise<void> };

const app = new Hono<{ Bindings: Env }>();
app.all(
  "/websocket/*",
  chatHandler((c) => c.env.CHAT_ROOM),
);
app.all(
  "/fleeting",
  chatHandler((c) => c.env.FLEETING_ROOM),
);
app.post("/say/:room", async ({ env, req, json }) =>
  json(
    await rooms(env.CHAT_ROOM)
      .room(req.param("room"))
      .send({ text: await req.text() }),
  ),
);
app.get("/history/:room", async (c) => c.json(await rooms(c.env.CHAT_ROOM).room(c.req.param("room")).history()));
app.get("/members/:room", async (c) => c.json(await rooms(c.env.CHAT_ROOM).room(c.req.param("room")).members()));
export default app;
