import { closeCodes, closeMeanings, type CloseName } from "@ws-chat/protocol";
import type { Connection } from "@ws-chat/server";
import { WebSocket } from "ws";

const meanings = new Map<number, string>(
  Object.entries(closeCodes).map(([name, { code }]) => [code, closeMeanings[name as CloseName]]),
);

/** A server's end of a WebSocket, with what it was joined to. */
export class ChatWebSocket extends WebSocket {
  socket: { flush(): void } | undefined;
  connection: Connection | undefined;

  /**
   * Whoever begins it, a close frame is the last. Where `ws` itself closes, on a frame that is too big or not UTF-8, it gives a bare code;
   * the peer gets the reason too.
   */
  override close(code?: number, reason?: string | Buffer): void {
    this.socket?.flush();
    super.close(code, reason ?? (code === undefined ? undefined : meanings.get(code)));
  }
}
