import type { Entry } from "@ws-chat/protocol";
import { illAnswered } from "../chaos/answers.ts";
import { count, inWords, sum, type Tally, unharmed } from "../chaos/tally.ts";
import type { Talker } from "./crowd.ts";

export interface Verdict {
  /** What was counted -> what of it came to harm, in words. */
  readonly figures: Readonly<Record<string, string>>;
  /** Every harm by itself. */
  readonly harms: readonly string[];
  /** Answers that were given up at first, and came when they were asked for again. */
  readonly givenUp: number;
}

/** What has become of all that was said, by the logs of the rooms. */
export async function judge(talkers: readonly Talker[], logs: ReadonlyMap<string, readonly Entry[]>): Promise<Verdict> {
  const figures: Record<string, string> = {};
  const harms: string[] = [];
  const judged = await Promise.all(talkers.map((talker) => talker.judge(logs.get(talker.room) ?? [])));
  for (const name of Object.keys(judged[0] ?? {})) {
    const tallies = judged.map((one): Tally => one[name] ?? count([], []));
    figures[name] = inWords(sum(tallies));
    for (const [at, tally] of tallies.entries()) {
      const words = inWords(tally);
      if (words !== unharmed) harms.push(`client ${at} in ${talkers[at]?.room}, ${name}: ${words}`);
    }
  }
  const ill = [...logs].flatMap(([room, entries]) => illAnswered(entries).map((line) => `${room}: ${line}`));
  figures["questions not answered exactly once"] = String(ill.length);
  const notes = [...logs.values()].flatMap((entries) => entries.filter(({ status }) => status === "no-reply"));
  return { figures, harms: [...harms, ...ill], givenUp: notes.length };
}
