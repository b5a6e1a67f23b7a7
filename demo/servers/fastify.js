// npm install @ws-chat/server @ws-chat/server-node fastify
// node fastify.js
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import fastify from "fastify";

const chat = createChat({ onMessage: (message) => `You said ${message.text}` });

const app = fastify({ forceCloseConnections: true });
app.get("/", () => "my site");
const attached = attachChat(app.server, chat, { path: "/websocket" });
await app.listen({ port: Number(process.env.PORT ?? 8888), host: "0.0.0.0" });

process.once("SIGTERM", async () => {
  await attached.close(); // says goodbye: clients come back by themselves
  await app.close();
});
