import { setTimeout as pause } from "node:timers/promises";

export interface Fate {
  readonly deaths: number;
  /** In [0, 1). */
  readonly random: () => number;
  kill(): unknown;
}

/** What `converse` is to tell of acknowledged messages, and allow to pile up, so that a server dies over them. */
export function fated(
  count: number,
  { deaths, random, kill }: Fate,
): { acknowledged(done: number): void; maxPending: number } {
  // Between two deaths so much gets through that each is one among messages under way.
  const moments = Array.from({ length: deaths }, (_, at) => Math.floor(((at + 0.2 + 0.6 * random()) / deaths) * count));
  return {
    acknowledged(done) {
      if (done < (moments[0] ?? Number.POSITIVE_INFINITY)) return;
      moments.shift();
      void pause(random() * 30).then(kill);
    },
    // What piles up while it is dead is not to fill its next life.
    maxPending: Math.floor(count / deaths / 3),
  };
}
