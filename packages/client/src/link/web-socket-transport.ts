import type { OpenTransport } from "./transport.ts";

/** A WebSocket, as browsers, Node, Bun, Deno and Workers have it. */
export const openWebSocket: OpenTransport = (url, subprotocol, listener) => {
  const socket = new WebSocket(url, subprotocol);
  socket.addEventListener("open", () => listener.opened(socket.protocol));
  socket.addEventListener("message", ({ data }) => listener.received(data));
  // Node 22 says no more than this of a handshake that failed; where a close follows, it has the same code.
  socket.addEventListener("error", () => listener.closed(1006, ""));
  socket.addEventListener("close", ({ code, reason }) => listener.closed(code, reason));
  return {
    send(text) {
      const open = socket.readyState === WebSocket.OPEN;
      if (open) socket.send(text);
      return open;
    },
    close: () => socket.close(),
  };
};
