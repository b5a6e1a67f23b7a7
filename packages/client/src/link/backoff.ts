/** How long to wait between attempts, in milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** What every wait has at least, so that no draw of luck makes a burst. */
export function floorMs({ baseMs }: Backoff): number {
  return baseMs / 5;
}

/** Exponential, with full jitter; `random` is in [0, 1). */
export function backoffMs(backoff: Backoff, tries: number, random: number): number {
  return Math.min(backoff.capMs, floorMs(backoff) + random * backoff.baseMs * 2 ** Math.min(tries, 30));
}
