import type { Entry } from "@ws-chat/protocol";

/** An entry before the log gives it its `seq`. */
export type NewEntry = Omit<Entry, "seq">;

/** What became of an append. `repeat`: the first entry with that (room, author, id). `expired`: the log was trimmed past `since`, so a repeat cannot be told. */
export type Appended =
  | { readonly outcome: "stored" | "repeat"; readonly epoch: string; readonly entry: Entry }
  | { readonly outcome: "expired" };

/** Which retained entries. Both bounds hold; at least one entry comes where any is in range. */
export interface Range {
  /** Entries with a greater `seq`, oldest first. */
  readonly after?: number;
  /** Entries with a lower `seq`, the newest of them; still given oldest first. */
  readonly before?: number;
  readonly limit: number;
  readonly maxBytes: number;
}

/** One consistent view. An empty or unknown room: `oldest` 1, `newest` 0; `oldest` is `newest + 1` where all was trimmed. */
export interface Page {
  readonly epoch: string;
  readonly oldest: number;
  readonly newest: number;
  readonly entries: readonly Entry[];
}

/** What passes through a room and is never stored. */
export type Signal =
  | { readonly type: "typing"; readonly from: Entry["from"]; readonly on: boolean }
  | { readonly type: "read"; readonly user: string; readonly seq: number }
  | {
      readonly type: "snapshot";
      readonly id: string;
      readonly i: number;
      readonly text: string;
      readonly from: Entry["from"];
      readonly re?: number;
    }
  | { readonly type: "delta"; readonly id: string; readonly i: number; readonly text: string }
  /** The stream's entry is in the log, at `seq`, or will never be. */
  | { readonly type: "stream-end"; readonly id: string; readonly seq?: number }
  | { readonly type: "stop"; readonly id: string; readonly by: string };

export interface Subscriber {
  entry(entry: Entry): void;
  signal(signal: Signal): void;
  /** Deliveries may be missing; read again. */
  lost(): void;
}

/** Where rooms live. One suite of tests, `log-suite.test-support.ts`, runs against each implementation. */
export interface Log {
  /**
   * MUST be atomic, and FIFO per room: when one append rejects, later ones already called for that room reject unstored.
   * A rejection means the outcome is unknown. MUST store at most once per (room, author, id) among retained entries.
   * MUST NOT repeat a `seq` within an epoch, even after everything was trimmed.
   */
  append(
    room: string,
    entry: NewEntry,
    options?: { readonly since?: { readonly epoch: string; readonly seq: number } },
  ): Promise<Appended>;
  /** MUST be one consistent snapshot, bounded by count and bytes. MUST NOT create storage. */
  read(room: string, range: Range): Promise<Page>;
  /** Resolves once active. From then on every append is delivered, or `lost()` is called within 10 s. May repeat or skip: delivery is a hint, `read` is the truth. */
  subscribe(room: string, subscriber: Subscriber): Promise<() => void>;
  /** Best effort; MUST NOT throw. */
  signal(room: string, signal: Signal): void;
  remove?(room: string): Promise<void>;
  close(): Promise<void>;
}
