import { serve, upgradeWebSocket } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { WebSocketServer } from "ws";
import { addressApp } from "./address-app.ts";

/** The types of `ws` leave open whether `noServer` may be undefined, those of Hono do not. */
type HonoSockets = NonNullable<Parameters<typeof serve>[0]["websocket"]>["server"];

serve({
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  fetch: addressApp({ upgradeWebSocket, getConnInfo }).fetch,
  websocket: { server: new WebSocketServer({ noServer: true }) as HonoSockets },
});
