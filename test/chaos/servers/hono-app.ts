import type { RoomHandle } from "@ws-chat/server";
import { type Context, type Handler, Hono } from "hono";
import type { Saying } from "../converse.ts";

/** A chat for every runtime of Hono, with a back door to its lobby. */
export function chaosApp(chat: Handler, lobbyOf: (c: Context) => Pick<RoomHandle, "send" | "history">): Hono {
  const app = new Hono();
  app.all("/websocket", chat);
  app.post("/lobby", async (c) => {
    const lobby = lobbyOf(c);
    const sayings = await c.req.json<Saying[]>();
    const saying = sayings.map(({ text, id }) => lobby.send({ text }, { id }));
    // None of the next attempt may come before one of these.
    await Promise.allSettled(saying);
    return c.json((await Promise.all(saying)).at(-1)?.seq);
  });
  app.get("/lobby", async (c) => c.json(await lobbyOf(c).history({ limit: 10_000 })));
  return app;
}
