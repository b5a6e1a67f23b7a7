import type { Socket } from "@ws-chat/server";
import type { ObjectSocket } from "./workers.ts";

const open = 1;

/** A WebSocket as a chat sees it. `changed` hears of everything that may have changed what is kept of the connection. */
export function objectSocket(socket: ObjectSocket, changed: () => void = () => {}): Socket {
  return {
    send(text) {
      if (socket.readyState === open) socket.send(text);
      changed();
    },
    close(code, reason) {
      if (socket.readyState === open) socket.close(code, reason);
      changed();
    },
    // The runtime has no other way, and waits for no answer where the peer is gone.
    terminate() {
      if (socket.readyState === open) socket.close(1001);
    },
    changed,
    bufferedBytes: 0,
  };
}

/** Ends the handshake of a close that the peer began. */
export function closeBack(socket: ObjectSocket, code: number): void {
  try {
    // 1005 and 1006 stand for a close without a code, and none.
    if (code === 1005 || code === 1006) socket.close();
    else socket.close(code);
  } catch {
    // It was closed from here already.
  }
}
