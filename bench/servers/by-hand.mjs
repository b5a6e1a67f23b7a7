import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { options, serve } from "../answer.mjs";
import { answersTo } from "./reply.mjs";

/** What one writes without a library: JSON, an acknowledgement and the echo, each in a frame. `options.cork` writes the frames of a turn at once. */
const server = createServer();
new WebSocketServer({ server }).on("connection", (socket, { socket: duplex }) => {
  const answers = answersTo();
  socket.on("message", (/** @type {Buffer} */ data) => {
    if (options.cork && !duplex.writableCorked) {
      duplex.cork();
      setImmediate(() => duplex.uncork());
    }
    for (const frame of answers(data.toString())) socket.send(frame);
  });
});
serve(server);
