import type { Entry } from "@ws-chat/protocol";

/** An entry before the log gives it its `seq`. */
export type NewEntry = Omit<Entry, "seq">;

/**
 * What became of an append. `repeat`: the first entry with that (room, author, id). `expired`: the log was trimmed past `since`, so a
 * repeat cannot be told. `unowed`: it would pay what is not owed, or no longer to this attempt.
 */
export type Appended =
  | { readonly outcome: "stored" | "repeat"; readonly epoch: string; readonly entry: Entry }
  | { readonly outcome: "expired" | "unowed" };

/** One reply that a room is owed, as whoever works on it knows it. A claim counts `attempt` up, so an older holder's is void. */
export interface DebtKey {
  readonly room: string;
  /** Id of the reply's entry. */
  readonly reply: string;
  readonly attempt: number;
}

/** A debt on its way into the log, together with the question or by itself. */
export interface NewDebt {
  readonly reply: string;
  /** 1, or the one after the last that failed. */
  readonly attempt: number;
  /** For whom the handler works: JSON. */
  readonly asker: string;
  /** How long it is its holder's, milliseconds. */
  readonly leaseMs: number;
}

/** A debt whose holder was not heard of before its lease ran out. */
export interface Debt extends DebtKey {
  /** `seq` of the question. */
  readonly question: number;
  readonly asker: string;
  /** What people were shown of the reply; `""` where nothing. */
  readonly text: string;
}

/** Replies owed: each from the append of its question to that of its reply. */
export interface Debts {
  /** Up to `max` of the debts whose lease has run out, leased to the caller. MUST have counted the attempt durably before it resolves, and gives no debt to two callers. */
  claim(max: number, leaseMs: number): Promise<readonly Debt[]>;
  /** Leases on, from now; 0 lets go of it. `text` replaces what people were shown. `false`: it is paid, struck or another attempt's. */
  renew(debt: DebtKey, leaseMs: number, text?: string): Promise<boolean>;
  /** Nothing is owed any more. Strikes nothing where it is another attempt's. */
  strike(debt: DebtKey): Promise<void>;
  /** Owes a reply to the question at `seq` once more; whatever was owed under that reply's id is replaced. Does nothing where that entry is not there. */
  owe(room: string, seq: number, debt: NewDebt): Promise<void>;
}

export interface AppendOptions {
  readonly since?: { readonly epoch: string; readonly seq: number };
  /** A reply that is owed from now on, if the entry is stored now. */
  readonly owes?: NewDebt;
  /** Strikes this debt. Where it is not owed to this attempt, the append gives back the first entry or stores nothing (`unowed`). */
  readonly pays?: Omit<DebtKey, "room">;
}

/** A room with something in it. */
export interface RoomSummary {
  readonly room: string;
  readonly newest: Entry;
}

/** Rooms by the `ts` of their newest entry, the latest first, then by name, the greater first. */
export interface RoomRange {
  /** Only those that come after this one. */
  readonly before?: { readonly ts: number; readonly room: string };
  readonly limit: number;
}

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
  /** Who is in the room by `process`, the first of them and how many; with how far people have read. `asks` the others, `gone`: nobody any more. */
  | {
      readonly type: "people";
      readonly process: string;
      readonly users: readonly Entry["from"][];
      readonly total: number;
      readonly marks: readonly (readonly [user: string, seq: number])[];
      readonly asks?: true;
      readonly gone?: true;
    }
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
  | { readonly type: "stop"; readonly id: string; readonly by: string }
  /** `user` is sent away, from everywhere or from one room. */
  | { readonly type: "disconnect"; readonly user: string; readonly room?: string };

export interface Subscriber {
  entry(entry: Entry): void;
  signal(signal: Signal): void;
  /** Deliveries may be missing; read again. */
  lost(): void;
}

export type Watcher = (room?: string) => void;

/** Where rooms live. One suite of tests, `log-suite.test-support.ts`, runs against each implementation. */
export interface Log {
  /**
   * MUST be atomic, and FIFO per room: when one append rejects, later ones already called for that room reject unstored.
   * A rejection means the outcome is unknown. MUST store at most once per (room, author, id) among retained entries.
   * MUST NOT repeat a `seq` within an epoch, even after everything was trimmed. `owes` and `pays` are part of the same atomic step; a log
   * without `debts` ignores both.
   */
  append(room: string, entry: NewEntry, options?: AppendOptions): Promise<Appended>;
  /** MUST be one consistent snapshot, bounded by count and bytes. MUST NOT create storage. */
  read(room: string, range: Range): Promise<Page>;
  /** Resolves once active. From then on every append is delivered, or `lost()` is called within 10 s. May repeat or skip: delivery is a hint, `read` is the truth. */
  subscribe(room: string, subscriber: Subscriber): Promise<() => void>;
  /** Best effort; MUST NOT throw. */
  signal(room: string, signal: Signal): void;
  /** Absent where nothing outlives the process, and so no debt does. */
  readonly debts?: Debts;
  /** Whether other processes may use the same rooms. They all hear the signals of the room "", which is no room. @default false */
  readonly isShared?: boolean;
  rooms?(range: RoomRange): Promise<readonly RoomSummary[]>;
  /**
   * Follows all rooms at once. Resolves once active. From then on `watcher` is called with the name of each room to which something was
   * appended, or which was removed, by whichever process; with nothing where some may be missing, within 10 s. May repeat: it is a hint,
   * `rooms` and `read` are the truth. Entries that grow too old are no reason. MUST NOT call `watcher` before what it hints at can be read.
   */
  watch?(watcher: Watcher): Promise<() => void>;
  /** Forgets all entries and debts. MUST let everybody who follows the room know by `lost()`, and MUST give what comes next another epoch. */
  remove?(room: string): Promise<void>;
  close(): Promise<void>;
}
