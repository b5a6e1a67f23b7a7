import type { Author } from "@ws-chat/protocol";
import type { Delivery } from "./delivery.ts";
import type { PeopleNotes } from "./people.ts";

/** One connection, as its room sees it. */
export interface Member {
  readonly user: Author;
  /** `seq` of the last entry handed over. */
  cursor: number;
  /** Whether entries come to it as they happen. Kept by the room; while `false` it is catching up. */
  live: boolean;
  readonly bufferedBytes: number;
  /** Kept by the room, too. */
  readonly notes: PeopleNotes;
  /** Hands an entry over; the room has moved `cursor`. */
  entry(delivery: Delivery): void;
  /** Hands over a frame of passing interest. */
  passing(frame: string): void;
  /** A stream that was shown is over, and no entry ends it. */
  streamLost(): void;
  end(reason: "slow" | "resumeNeeded"): void;
}
