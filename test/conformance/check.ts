import type { Feature } from "@ws-chat/protocol";
import type { Transport } from "./connect.ts";
import type { ProfileName } from "./profiles.ts";
import type { Visit } from "./visit.ts";

/** Something that PROTOCOL.md promises of a server, and how to find out by a URL alone. */
export interface Check {
  /** The part of PROTOCOL.md. */
  readonly part: string;
  readonly title: string;
  /** What it is about, where not whatever carries frames. */
  readonly over?: Transport;
  /** Which of the server's chats it is held against; the plain one where absent. */
  readonly profile?: ProfileName;
  /** Abilities of `welcome.features` without which there is nothing to check. */
  readonly features?: readonly Feature[];
  /** PROTOCOL.md says SHOULD: who does otherwise still conforms. */
  readonly isRecommended?: true;
  /** @throws {Error} says what the server did wrong. */
  run(visit: Visit): Promise<void>;
}
