import { createServer } from "node:http";
import { Server } from "socket.io";
import { serve } from "../answer.mjs";
import { entryOf } from "./entry.mjs";

/** Socket.IO with acknowledgements, on WebSocket alone, without compression, as all the others. */
const server = createServer();
const io = new Server(server, { transports: ["websocket"], serveClient: false });
let seq = 0;
io.on("connection", (socket) => {
  void socket.join("lobby");
  socket.on("message", (text, acknowledge) => {
    seq += 1;
    acknowledge({ seq, ts: Date.now() });
    socket.emit("message", { ...entryOf(++seq), text: `Server echoed: ${text}` });
  });
});
serve(server, {
  say({ count }) {
    for (let at = 0; at < count; at += 1) io.to("lobby").emit("message", entryOf(++seq));
  },
});
