import { createChat } from "@ws-chat/server";
import { type ChatHandlerOptions, chatHandler } from "@ws-chat/server-hono";
import { Hono } from "hono";

/** Tells everybody their own address: at `/direct` the peer's, at `/proxied` what one proxy says of it, at `/untold` what is known without help. */
export function addressApp({
  upgradeWebSocket,
  getConnInfo,
}: Required<Pick<ChatHandlerOptions, "upgradeWebSocket" | "getConnInfo">>): Hono {
  const chat = createChat({ authenticate: ({ ip = "" }) => ({ id: "somebody", name: ip }) });
  const app = new Hono();
  app.all("/direct", chatHandler(chat, { upgradeWebSocket, getConnInfo }));
  app.all("/proxied", chatHandler(chat, { upgradeWebSocket, getConnInfo, trustProxy: true }));
  app.all("/untold", chatHandler(chat, { upgradeWebSocket }));
  return app;
}
