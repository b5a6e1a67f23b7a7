import { getConnInfo, upgradeWebSocket, websocket } from "hono/bun";
import { addressApp } from "./address-app.ts";

export default {
  port: Number(process.env["PORT"]),
  hostname: "127.0.0.1",
  fetch: addressApp({ upgradeWebSocket, getConnInfo }).fetch,
  websocket,
};
