/** How long to wait between attempts, in milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** The share of `baseMs` that every wait has at least, so that no draw of luck makes a burst. */
export const floorShare = 0.2;

/** Exponential, with full jitter. `random` is in [0, 1). */
export function backoffMs({ baseMs, capMs }: Backoff, tries: number, random: number): number {
  return Math.min(capMs, baseMs * (floorShare + random * 2 ** Math.min(tries, 30)));
}
