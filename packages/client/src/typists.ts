import type { Author } from "@ws-chat/protocol";

/** Who is typing, until when unless they go on. */
export type Typists = readonly { readonly author: Author; readonly until: number }[];

const renewMs = 10_000;

/** The typists after `author` said so. */
export function hearTyping(typists: Typists, author: Author, on: boolean, now: number): Typists {
  const others = typists.filter((typist) => typist.author.id !== author.id);
  return on ? [...others, { author, until: now + renewMs }] : others;
}

/** When the first of them falls silent. */
export function silentAt(typists: Typists): number {
  return Math.min(...typists.map(({ until }) => until));
}
