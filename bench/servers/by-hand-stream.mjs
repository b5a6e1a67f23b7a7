import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { options, serve } from "../answer.mjs";
import { tokens } from "./tokens.mjs";

/** A model's answer passed on as one writes it without a library: each token a frame, at once. */
const server = createServer();
new WebSocketServer({ server }).on("connection", (socket) => {
  socket.on("message", async (/** @type {Buffer} */ data) => {
    const { id } = JSON.parse(data.toString());
    let [i, whole] = [0, ""];
    for await (const text of tokens(options.tokens)) {
      whole += text;
      socket.send(JSON.stringify({ type: "delta", id, i: ++i, text }));
    }
    socket.send(JSON.stringify({ type: "entry", id, text: whole }));
  });
});
serve(server);
