import * as is from "./checks.ts";
import type { Cursor } from "./frames.ts";
import { limits } from "./limits.ts";

/** Ids of entries and streams, whoever chose them. */
export const messageId = is.pattern(
  new RegExp(`^[A-Za-z0-9_-]{1,${limits.idChars}}$`),
  `1 to ${limits.idChars} characters of A-Z a-z 0-9 _ -`,
);
const epoch = is.string(limits.epochChars, 1);
const seq = is.integer(0);

/** `seq` with the incarnation it counts in. */
export const position = is.object<{ epoch: string; seq: number }>({ epoch, seq });
export const cursor = is.object<Cursor>({ epoch, seq, id: is.string(limits.idChars) });
