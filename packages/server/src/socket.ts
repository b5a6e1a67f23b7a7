import type { ConnectionState } from "./connection/connection-state.ts";

/** One text socket to one peer, as an adapter offers it. */
export interface Socket {
  /** Hands `text` to the network as one text frame. MUST NOT throw; after the end it does nothing. */
  send(text: string): void;
  /** Starts the closing handshake. MUST be idempotent. `reason` fits RFC 6455, section 5.5. */
  close(code: number, reason: string): void;
  /** Drops the connection at once, without a handshake. MUST be idempotent. */
  terminate(): void;
  /** Sends a WebSocket ping, for peers that do not ping by themselves; absent where the runtime cannot. MUST NOT throw. */
  ping?(): void;
  /** Bytes handed over and not yet taken by the network; 0 where the runtime cannot tell. */
  readonly bufferedBytes: number;
  /** What the connection is `kept` as has changed without a frame that was received or sent. */
  changed?(): void;
}

/** What an adapter knows of a peer when it opens. Plain data, so that it can be kept. */
export interface Opening {
  /** The language negotiated by subprotocol; `text` where the peer offered none that we know. */
  readonly language: "ws-chat.v1" | "text";
  /** Path and query as the peer asked for it, such as `/websocket?room=lobby`. */
  readonly url: string;
  readonly origin?: string;
  readonly ip?: string;
  readonly cookie?: string;
  /**
   * The connection lasts for one HTTP request. `speaks`: its peer reads elsewhere, and is told here only what becomes of its frames. Since
   * requests are many, the rate is counted by user. Absent for a socket.
   */
  readonly request?: "listens" | "speaks";
}

/** The server's side of one socket. Its methods never throw. */
export interface Connection {
  /** Takes one frame. Anything but a string is refused with 1003. */
  receive(data: unknown): void;
  /** A ping or pong of WebSocket itself has come: the peer lives, or did at that time. */
  heard(at?: number): void;
  /** The socket has ended, for whatever reason. */
  closed(): void;
  /** All that there is to it at this moment, where it may be put away. Plain data. */
  readonly kept?: Kept;
  /** Resolves once no frame that was received still waits for an answer. Absent where none is ever answered. */
  answered?(): Promise<void>;
}

/** What a connection is made again from. */
export interface Kept {
  readonly language: Opening["language"];
  readonly state: ConnectionState;
  /** Until the hello was accepted. */
  readonly opening: Opening | undefined;
  /** Of the room it is in. */
  readonly epoch: string | undefined;
  /** When its time is up, if it stays silent. */
  readonly until: number;
}

/** What is kept of a connection where {@link Kept} is more than can be put away. */
export interface Forgotten extends Pick<Kept, "language"> {
  readonly state?: undefined;
  readonly epoch?: undefined;
}

/** The server's side of a socket that is no longer served. */
export const nobody: Connection = { receive() {}, heard() {}, closed() {} };
