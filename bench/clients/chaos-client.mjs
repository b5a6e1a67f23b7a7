import { createClient } from "@ws-chat/client";
import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocket from "reconnecting-websocket";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { ResettingProxy } from "../../test/chaos/resetting-proxy.ts";
import { answer, options } from "../answer.mjs";
import { paced } from "../paced.mjs";

const { kind, port, seed, retries } = options;
const arrived = [];
const proxy = await ResettingProxy.open({
  port,
  random: seededRandom(seed),
  lifeMs: [100, 400],
  latencyMs: 4,
  only: "websocket",
});
/** Everybody comes back as soon as on a network as bad as that they should. */
const [soonestMs, latestMs] = [20, 200];

/** Gives `say`, once the client was connected for the first time. */
const kinds = {
  async "ws-chat"() {
    const backoff = { baseMs: soonestMs, capMs: latestMs };
    const chat = createClient({ url: proxy.url, room: "chaos", backoff });
    chat.on("message", ({ message, own }) => own || arrived.push(message.text));
    const online = Promise.withResolvers();
    chat.on("status", ({ state }) => state === "online" && online.resolve());
    chat.connect();
    await online.promise;
    return (text) => void chat.send(text);
  },
  partysocket: () => reconnecting(PartySocket),
  "reconnecting-websocket": () => reconnecting(ReconnectingWebSocket),
  async "socket.io"() {
    const socket = io(`http://127.0.0.1:${proxy.port}`, {
      transports: ["websocket"],
      reconnectionDelay: soonestMs,
      reconnectionDelayMax: latestMs,
      ...(retries && { retries, ackTimeout: 2_000 }),
    });
    socket.on("message", (text) => arrived.push(text));
    await new Promise((resolve) => socket.once("connect", resolve));
    return (text) => void socket.emit("message", text);
  },
};

async function reconnecting(Socket) {
  const socket = new Socket(proxy.url, [], {
    WebSocket,
    minReconnectionDelay: soonestMs,
    maxReconnectionDelay: latestMs,
    minUptime: 100,
  });
  socket.addEventListener("message", ({ data }) => arrived.push(data));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  return (text) => socket.send(text);
}

const say = await kinds[kind]();
answer("connected", {
  say: ({ count, everyMs }) => paced(count, everyMs, (at) => say(`up ${at}`)),
  arrived: () => arrived,
  resets: () => proxy.resets,
});
