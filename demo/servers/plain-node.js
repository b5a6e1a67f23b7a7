// npm install @ws-chat/server @ws-chat/server-node
// node plain-node.js
import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";

const chat = createChat({ onMessage: (message) => `You said ${message.text}` });

const server = createServer((_request, response) => response.end("my site"));
const attached = attachChat(server, chat, { path: "/websocket" });
server.listen(Number(process.env.PORT ?? 8888));

process.once("SIGTERM", async () => {
  server.close();
  await attached.close(); // says goodbye: clients come back by themselves
});
