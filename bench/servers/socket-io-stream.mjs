import { createServer } from "node:http";
import { Server } from "socket.io";
import { options, serve } from "../answer.mjs";
import { tokens } from "./tokens.mjs";

/** A model's answer as events, one a token. */
const server = createServer();
const io = new Server(server, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.on("message", async (_text, acknowledge) => {
    acknowledge();
    let [i, whole] = [0, ""];
    for await (const text of tokens(options.tokens)) {
      whole += text;
      socket.emit("delta", { i: ++i, text });
    }
    socket.emit("entry", { text: whole });
  });
});
serve(server);
