import { type Author, encodeFrame, limits } from "@ws-chat/protocol";

/** Who is in a room, as its members are told. */
export interface PresenceList {
  readonly frame: string;
  /** Of the frame, small enough to be kept for each member. */
  readonly digest: number;
}

export function presenceList(users: Iterable<Author>, total: number): PresenceList {
  const frame = encodeFrame({ type: "presence", users: firstOf(users), total });
  return { frame, digest: digestOf(frame) };
}

/** As many as are named. */
export function firstOf(users: Iterable<Author>): readonly Author[] {
  return [...users].slice(0, limits.presenceUsers);
}

/** FNV-1a, 32 bits: tells one list from the next. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193);
  return digest >>> 0;
}
