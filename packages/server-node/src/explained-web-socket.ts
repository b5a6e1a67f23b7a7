import { closeCodes, closeMeanings, type CloseName } from "@ws-chat/protocol";
import { WebSocket } from "ws";

const meanings = new Map<number, string>(
  Object.entries(closeCodes).map(([name, { code }]) => [code, closeMeanings[name as CloseName]]),
);

/** Where `ws` itself closes, on a frame that is too big or not UTF-8, it gives a bare code; the peer gets the reason too. */
export class ExplainedWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === undefined ? undefined : meanings.get(code)));
  }
}
