import { closeCodes, closeMeanings, type CloseName } from "@ws-chat/protocol";
import { WebSocket } from "ws";

const meanings = new Map<number, string>(
  Object.entries(closeCodes).map(([name, { code }]) => [code, closeMeanings[name as CloseName]]),
);

/** A server's end of a WebSocket whose closing, whoever begins it, can be prepared for and says why. */
export class ChatWebSocket extends WebSocket {
  /** Called before a close frame is written, which must be the last. */
  onClosing: (() => void) | undefined;

  /** Where `ws` itself closes, on a frame that is too big or not UTF-8, it gives a bare code; the peer gets the reason too. */
  override close(code?: number, reason?: string | Buffer): void {
    this.onClosing?.();
    super.close(code, reason ?? (code === undefined ? undefined : meanings.get(code)));
  }
}
