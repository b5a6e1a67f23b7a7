import type { Duplex } from "node:stream";
import type { Connection, Socket } from "@ws-chat/server";
import { WebSocket } from "ws";

/** Joins an open WebSocket and the connection that `accept` makes of it. */
export function joinSocket(webSocket: WebSocket, duplex: Duplex, accept: (socket: Socket) => Connection): void {
  const connection = accept(nodeSocket(webSocket, duplex));
  // The cast: of its three kinds of data, `ws` gives buffers unless told otherwise.
  webSocket.on("message", (data, isBinary) => connection.receive(isBinary ? data : (data as Buffer).toString()));
  webSocket.on("ping", () => connection.heard());
  webSocket.on("pong", () => connection.heard());
  webSocket.on("close", () => connection.closed());
}

function nodeSocket(webSocket: WebSocket, duplex: Duplex): Socket {
  return {
    send(text) {
      if (webSocket.readyState !== WebSocket.OPEN) return;
      gather(duplex);
      webSocket.send(text);
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
    ping() {
      if (webSocket.readyState === WebSocket.OPEN) webSocket.ping();
    },
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },
  };
}

const gathering = new Set<Duplex>();

/** Holds writes back until this turn of the event loop ends, so that an ack and its reply leave in one packet. */
function gather(duplex: Duplex): void {
  if (gathering.has(duplex)) return;
  if (gathering.size === 0) setImmediate(release);
  gathering.add(duplex);
  duplex.cork();
}

function release(): void {
  for (const duplex of gathering) duplex.uncork();
  gathering.clear();
}
