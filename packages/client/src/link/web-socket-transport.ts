import type { OpenTransport } from "./transport.ts";

/** A WebSocket, as browsers, Node, Bun, Deno and Workers have it. */
export const openWebSocket: OpenTransport = (url, subprotocol, listener) => {
  const socket = new WebSocket(url, subprotocol);
  socket.onopen = () => listener.opened(socket.protocol);
  socket.onmessage = ({ data }) => listener.received(data);
  // Node 22 says no more than this of a handshake that failed; where a close follows, it has the same code.
  socket.onerror = () => listener.closed(1006, "");
  socket.onclose = ({ code, reason }) => listener.closed(code, reason);
  return {
    kind: "websocket",
    send(text) {
      // 1 is OPEN, which a page's own WebSocket around the browser's may lack.
      const open = socket.readyState === 1;
      if (open) socket.send(text);
      return open;
    },
    close: () => socket.close(),
  };
};
