import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { report } from "./report.mjs";

/** What one writes without a library: JSON, an acknowledgement and the echo, each in a frame. */
export function serveByHand({ isCorked }) {
  const server = createServer();
  new WebSocketServer({ server }).on("connection", (socket, { socket: duplex }) => {
    let seq = 0;
    socket.on("message", (/** @type {Buffer} */ data) => {
      const { n, id, text } = JSON.parse(data.toString());
      if (isCorked && !duplex.writableCorked) {
        duplex.cork();
        setImmediate(() => duplex.uncork());
      }
      const ts = Date.now();
      socket.send(JSON.stringify({ type: "ack", n, id, seq: ++seq, ts }));
      const from = { id: "bot", role: "bot" };
      socket.send(
        JSON.stringify({ type: "entry", seq: ++seq, id: `r${id}`, from, ts, text: `Server echoed: ${text}` }),
      );
    });
  });
  report(server);
}
