import type { ResolvedOptions } from "./options.ts";
import type { Allowances } from "./connection/allowances.ts";
import type { Connections } from "./connection/connections.ts";
import type { Rooms } from "./room/rooms.ts";
import type { Runs } from "./reply/runs.ts";
import type { DebtKeeper } from "./reply/debt-keeper.ts";
import type { Uploads } from "./uploads/uploads.ts";
import type { Work } from "./reply/work.ts";

/** What the parts of one chat share. */
export interface Core {
  readonly options: ResolvedOptions;
  readonly rooms: Rooms;
  readonly connections: Connections;
  /** What users may say by HTTP. */
  readonly allowances: Allowances;
  /** Handlers at work. */
  readonly runs: Runs;
  /** Replies owed by this process, where the log remembers them. */
  readonly debts: DebtKeeper | undefined;
  /** Files of messages, where there is a store for them. */
  readonly uploads: Uploads | undefined;
  /** Appends and handlers that closing waits for. */
  readonly work: Work;
  /** Aborts when nobody is taken in any more. */
  readonly draining: AbortSignal;
  /** Aborts at the first moment of closing. */
  readonly closing: AbortSignal;
}
