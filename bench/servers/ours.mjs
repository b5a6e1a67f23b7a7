import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { report } from "./report.mjs";

const server = createServer();
attachChat(server, createChat({ limits: { rate: { perSecond: 1e9, burst: 1e9 } } }));
report(server);
