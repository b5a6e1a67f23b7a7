import type { OpenTransport } from "./transport.ts";

/** A WebSocket, as browsers, Node, Bun, Deno and Workers have it. */
export const openWebSocket: OpenTransport = (url, subprotocol, listener) => {
  const socket = new WebSocket(url, subprotocol === undefined ? [] : [subprotocol]);
  socket.onopen = () => listener.opened(socket.protocol);
  socket.onmessage = (event) => listener.received(event.data);
  socket.onclose = (event) => listener.closed(event.code, event.reason);
  return {
    send(text) {
      const open = socket.readyState === WebSocket.OPEN;
      if (open) socket.send(text);
      return open;
    },
    close: () => socket.close(),
  };
};
