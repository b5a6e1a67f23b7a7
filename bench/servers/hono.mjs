import { createAdaptorServer, upgradeWebSocket } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { WebSocketServer } from "ws";
import { serve } from "../answer.mjs";
import { honoApp } from "./hono-app.mjs";

const { fetch } = honoApp({ upgradeWebSocket, getConnInfo });
serve(createAdaptorServer({ fetch, websocket: { server: new WebSocketServer({ noServer: true }) } }));
