import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { options, serve } from "../answer.mjs";
import { entryOf } from "./entry.mjs";

/** `ws` and a loop. `options.build`: the frame is made for each message, not once and for all. */
const server = createServer();
const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
let seq = 0;
const ready = JSON.stringify(entryOf(1));

serve(server, {
  say({ count }) {
    for (let at = 0; at < count; at += 1) {
      const frame = options.build ? JSON.stringify(entryOf(++seq)) : ready;
      for (const socket of sockets.clients) socket.send(frame);
    }
  },
});
