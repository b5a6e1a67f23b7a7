import { createChat } from "@ws-chat/server";
import { chatHandler } from "@ws-chat/server-hono";
import { Hono } from "hono";
import { options } from "../answer.mjs";

/** ws-chat through Hono, with the helpers of the runtime. `options.bare`: Hono alone, which sends the frame back. */
export function honoApp({ upgradeWebSocket, getConnInfo }) {
  const sendBack = () => upgradeWebSocket(() => ({ onMessage: ({ data }, socket) => socket.send(data) }));
  const chat = () =>
    chatHandler(createChat({ limits: { rate: { perSecond: 1e9, burst: 1e9 } } }), { upgradeWebSocket, getConnInfo });
  return new Hono().all("/websocket/*", options.bare ? sendBack() : chat());
}
