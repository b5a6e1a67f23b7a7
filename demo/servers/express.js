// npm install @ws-chat/server @ws-chat/server-node express
// node express.js
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import express from "express";

const chat = createChat({ onMessage: (message) => `You said ${message.text}` });

const app = express();
app.get("/", (_request, response) => response.send("my site"));
const server = app.listen(Number(process.env.PORT ?? 8888));
const attached = attachChat(server, chat, { path: "/websocket" });

process.once("SIGTERM", async () => {
  server.close();
  await attached.close(); // says goodbye: clients come back by themselves
});
