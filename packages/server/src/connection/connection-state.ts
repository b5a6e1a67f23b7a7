import type { CloseName } from "@ws-chat/protocol";
import { isExpired } from "./admission.ts";
import type { ResolvedOptions } from "../options.ts";
import type { PeopleNotes } from "../room/people.ts";
import { type Bucket, fullBucket } from "./rate-limit.ts";
import type { Asker } from "../reply/run.ts";
import { newWindow, type SendWindow } from "./send-window.ts";

/** All that is known of one connection: plain data, small enough to be put away between two frames. */
export interface ConnectionState {
  /** `hello`: nothing said yet. `joining`: the hello is being looked at. */
  phase: "hello" | "joining" | "open" | "ended";
  /** When the phase began. */
  since: number;
  /** When the last frame came. */
  heardAt: number;
  /** `seq` of the last entry handed over. */
  cursor: number;
  /** Who this is, from an accepted hello on. */
  asker?: Asker;
  /** Where it is, likewise. */
  room?: string;
  bucket: Bucket;
  /** Of others in the room, where it tells of them. */
  notes?: PeopleNotes;
  readonly sends: SendWindow;
}

/** How long a hello may be looked at. */
const joiningMs = 30_000;
/** How long the peer may take to finish a close. */
const closingMs = 10_000;

export function newState({ limits }: ResolvedOptions, now: number): ConnectionState {
  return {
    phase: "hello",
    since: now,
    heardAt: now,
    cursor: 0,
    bucket: fullBucket(limits.rate, now),
    sends: newWindow(),
  };
}

/** What a connection's time is up for. */
export function overdue(
  state: ConnectionState,
  options: ResolvedOptions,
  now: number,
): CloseName | "terminate" | undefined {
  if (now < deadline(state, options)) return undefined;
  switch (state.phase) {
    case "hello":
      return "helloTimeout";
    case "joining":
      return "internalError";
    case "open":
      return state.asker && isExpired(state.asker.user, now) ? "tokenExpired" : "goingAway";
    default:
      return "terminate";
  }
}

/** When the time of one that stays silent is up. */
export function deadline({ phase, since, heardAt, asker }: ConnectionState, { limits }: ResolvedOptions): number {
  switch (phase) {
    case "hello":
      return since + limits.helloMs;
    case "joining":
      return since + joiningMs;
    case "open":
      return Math.min(heardAt + limits.idleMs, asker?.user.expiresAt ?? Number.POSITIVE_INFINITY);
    default:
      return since + closingMs;
  }
}

export function enterPhase(state: ConnectionState, phase: ConnectionState["phase"], now: number): void {
  state.phase = phase;
  state.since = now;
}
