import type { Arrival } from "./inbox.ts";

/** A client's side of one connection, whatever it is made of. */
export interface Peer {
  /** Sends a frame, or text as it stands. */
  send(content: unknown): void;
  /** The next arrival; `undefined` when none comes in time. */
  next(): Promise<Arrival | undefined>;
  /** The next arrival, which stays the next; `undefined` when none comes in `ms`. */
  peek(ms?: number): Promise<Arrival | undefined>;
  /** Takes nothing from the network until it is told to go on. */
  pause(): void;
  resume(): void;
  /** Loses the connection, without any farewell. */
  drop(): Promise<void>;
}
