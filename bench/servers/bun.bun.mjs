import { answer, options } from "../answer.mjs";
import { entryOf } from "./entry.mjs";
import { answersTo } from "./reply.mjs";

/** Bun's own server. `options.ack`: JSON, an acknowledgement and the echo, instead of the frame sent back. */
const room = "lobby";
let seq = 0;
const server = globalThis.Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, server) =>
    server.upgrade(request, { data: answersTo() }) ? undefined : new Response("", { status: 404 }),
  websocket: {
    open: (socket) => socket.subscribe(room),
    message(socket, message) {
      if (!options.ack) socket.send(message);
      else for (const frame of socket.data(message)) socket.send(frame);
    },
  },
});
answer(server.port, {
  say({ count }) {
    for (let at = 0; at < count; at += 1) server.publish(room, JSON.stringify(entryOf(++seq)));
  },
});
