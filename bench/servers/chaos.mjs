import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { options, serve } from "../answer.mjs";
import { paced } from "../paced.mjs";

const room = "chaos";
const heard = [];
const server = createServer();

/** Each hears what the client says and tells the room something, as its documentation has it; what `say` cannot deliver is not its concern. */
const kinds = {
  "ws-chat"() {
    const onMessage = ({ text }) => void heard.push(text);
    const chat = createChat({ onMessage, limits: { rate: { perSecond: 1e5, burst: 1e5 } } });
    attachChat(server, chat);
    return (text) => void chat.room(room).send(text);
  },
  ws() {
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) =>
      socket.on("message", (/** @type {Buffer} */ data) => heard.push(data.toString())),
    );
    return (text) => {
      for (const socket of sockets.clients) socket.send(text);
    };
  },
  "socket.io"() {
    const connectionStateRecovery = options.recovery && { maxDisconnectionDuration: 120_000, skipMiddlewares: true };
    const io = new Server(server, { serveClient: false, ...(connectionStateRecovery && { connectionStateRecovery }) });
    io.on("connection", (socket) => {
      void socket.join(room);
      socket.on("message", (text, acknowledge) => {
        heard.push(text);
        acknowledge?.();
      });
    });
    return (text) => io.to(room).emit("message", text);
  },
};

const say = kinds[options.kind]();
serve(server, {
  tell: ({ count, everyMs }) => paced(count, everyMs, (at) => say(`down ${at}`)),
  heard: () => heard,
});
