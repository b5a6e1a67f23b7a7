import { LeanSocket } from "./lean-socket.mjs";

/** How a client of each server comes in: where, what it says first, and how the answer begins that lets it in. */
const dialects = {
  "ws-chat": { path: "/websocket", subprotocol: "ws-chat.v1", hello: '{"type":"hello"}', welcome: '{"type":"welcome"' },
  bare: { path: "/websocket" },
  "socket.io": { path: "/socket.io/?EIO=4&transport=websocket", hello: "40", welcome: "40", ping: "2", pong: "3" },
};

/**
 * A connection that the server has let in.
 * @param {{ port: number, dialect: keyof typeof dialects, query?: string, localAddress?: string }} where
 */
export async function join({ port, dialect, query = "", localAddress }) {
  const { path, subprotocol, hello, welcome, ping, pong } = dialects[dialect];
  const socket = await LeanSocket.open({ port, path: `${path}${query}`, subprotocol, localAddress });
  if (hello === undefined) return { socket, heard: (listener) => (socket.received = listener) };
  const welcomed = Promise.withResolvers();
  socket.received = (payload) => startsWith(payload, welcome) && welcomed.resolve();
  socket.closed = () => welcomed.reject(new Error("closed before it was welcome"));
  socket.send(hello);
  await welcomed.promise;
  return {
    socket,
    /** Calls `listener` with whatever comes from now on, heartbeats apart. */
    heard(listener) {
      socket.received = (payload) => {
        if (ping !== undefined && payload.length === 1 && startsWith(payload, ping)) socket.send(pong);
        else listener(payload);
      };
    },
  };
}

/** @param {Buffer} payload */
export function startsWith(payload, start) {
  return payload.length >= start.length && payload.latin1Slice(0, start.length) === start;
}
