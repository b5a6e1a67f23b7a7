import { append } from "./append.ts";
import { claim, countDue, renew, strike } from "./claim.ts";
import { owe } from "./owe.ts";
import { read, sweep } from "./read.ts";
import { remove } from "./remove.ts";

export interface Script {
  readonly text: string;
  /** SHA-1 of the text, by which Redis knows it once it has seen it. */
  readonly sha: string;
}

const texts = {
  append,
  read,
  sweep,
  remove,
  countDue,
  claim,
  renew,
  strike,
  owe,
  // A signal to a cluster takes the way of its room's entries, and so does not overtake them.
  publish: "redis.call('PUBLISH', ARGV[1], ARGV[2])",
};

export type Scripts = Readonly<Record<keyof typeof texts, Script>>;

export async function hashScripts(): Promise<Scripts> {
  const named = Object.entries(texts).map(async ([name, text]) => [name, { text, sha: await sha1(text) }] as const);
  // The cast: the names are those of `texts`.
  return Object.fromEntries(await Promise.all(named)) as Scripts;
}

async function sha1(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
