import { getConnInfo, upgradeWebSocket, websocket } from "hono/bun";
import { answer } from "../answer.mjs";
import { honoApp } from "./hono-app.mjs";

const { fetch } = honoApp({ upgradeWebSocket, getConnInfo });
answer(globalThis.Bun.serve({ port: 0, hostname: "127.0.0.1", fetch, websocket }).port);
