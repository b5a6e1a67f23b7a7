import { type ChatHandlerOptions, chatHandler } from "@ws-chat/server-hono";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { chats } from "./chats.ts";

/** The conformance server for every runtime of Hono, behind middleware that writes headers, as sites have it. */
export function conformanceApp(helpers: Pick<ChatHandlerOptions, "upgradeWebSocket" | "getConnInfo">): Hono {
  const app = new Hono();
  app.use(secureHeaders());
  for (const { path, chat, origins } of chats) {
    const handler = chatHandler(chat, { ...helpers, origins, onRefusedOrigin() {} });
    app.all(path, handler).all(`${path}/uploads/*`, handler);
  }
  return app;
}
