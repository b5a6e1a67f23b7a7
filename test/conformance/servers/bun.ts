import { getConnInfo, upgradeWebSocket, websocket } from "hono/bun";
import { conformanceApp } from "./hono-app.ts";

export default {
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  idleTimeout: Number(process.env["IDLE_SECONDS"] ?? 10),
  fetch: conformanceApp({ upgradeWebSocket, getConnInfo }).fetch,
  websocket,
};
