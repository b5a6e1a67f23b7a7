import { createServer } from "node:http";
import { createClient } from "@redis/client";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Server } from "socket.io";
import { options, serve } from "../answer.mjs";
import { entryOf } from "./entry.mjs";

/** Rooms across processes, as the adapter's README sets them up. */
const redis = createClient({ url: options.url });
await redis.connect();
const server = createServer();
const io = new Server(server, { adapter: createAdapter(redis), transports: ["websocket"], serveClient: false });
let seq = 0;
io.on("connection", (socket) => {
  const { room } = socket.handshake.query;
  void socket.join(room);
  socket.on("message", (text, acknowledge) => {
    seq += 1;
    socket.to(room).emit("message", { ...entryOf(seq), text });
    acknowledge({ seq, ts: Date.now() });
  });
});
serve(server);
