import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";

/** One process of a service that is restarted by turns: it tells its port to who started it, and drains at SIGTERM. */
const chat = createChat({ onMessage: ({ text }) => `${process.pid} heard ${text}` });
const server = createServer().listen(0, "127.0.0.1", () => process.send?.(server.address()));
attachChat(server, chat);
process.once("SIGTERM", async () => {
  server.close();
  await chat.drain({ over: "2s" });
  process.exit(0);
});
