import { createServer } from "node:http";
import { attachChat } from "@ws-chat/server-node";
import { chats } from "./chats.ts";

const server = createServer((_, response) => response.writeHead(404).end());
for (const { path, chat, origins } of chats) attachChat(server, chat, { path, origins, onRefusedOrigin() {} });
server.listen(Number(process.env["PORT"]), "127.0.0.1");
