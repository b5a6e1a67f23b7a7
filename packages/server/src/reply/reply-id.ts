/** What is left of 64 characters after the longest prefix and an author's tag. */
const directChars = 36;

/**
 * Ids of the bot's entries, derived so that whoever runs a handler twice says a thing once. `tag` has a fixed length, so authors never
 * meet in one id; `n` marks the note that attempt `n` failed.
 */
export const replyId = (tag: string, messageId: string): string => `r-${tag}-${short(messageId)}`;
export const noReplyId = (tag: string, messageId: string, attempt: number): string =>
  `n${attempt}-${tag}-${short(messageId)}`;
export const greetingId = (tag: string): string => `j-${tag}`;

/** The attempt that a no-reply entry tells of. */
export function failedAttempt(id: string): number {
  return Number(/^n(\d{1,2})-/.exec(id)?.[1] ?? 1);
}

/** Long ids are folded (FNV-1a, 64 bits); whoever makes two of theirs collide loses an answer of their own. */
function short(id: string): string {
  if (id.length <= directChars) return id;
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < id.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(id.charCodeAt(at))) * 0x100000001b3n);
  }
  return `${id.slice(0, 20)}_${hash.toString(36)}`;
}
