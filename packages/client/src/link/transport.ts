/** One connection that carries texts. */
export interface Transport {
  readonly kind: "websocket" | "http";
  /** Hands over one text; `false` where the connection no longer takes any. MUST NOT throw. */
  send(text: string): boolean;
  /** Starts the orderly end. MUST be idempotent and MUST NOT throw. */
  close(): void;
}

/** MUST be called from a task of their own, never from within `open`, `send` or `close`. */
export interface TransportListener {
  /** `subprotocol`: what the server chose, "" for none. */
  opened(subprotocol: string): void;
  received(data: unknown): void;
  /** At last, also for a connection that never opened. The first time counts. */
  closed(code: number, reason: string): void;
}

/** Begins to connect. MAY throw, which counts as a connection that failed. */
export type OpenTransport = (url: string, subprotocol: string | undefined, listener: TransportListener) => Transport;

/** In the tab's storage while WebSocket does not get through: how HTTP does. */
export const blockedKey = "ws-chat http";
