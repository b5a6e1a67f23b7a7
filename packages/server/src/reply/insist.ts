import { pause } from "../clock.ts";
import type { Core } from "../core.ts";

/** How long to wait before each further try. */
const retriesMs = [250, 1_000, 4_000, 10_000];

export interface Insistence<T> {
  readonly room: string;
  /** Something asked of the log that harms nothing when it is done twice. */
  readonly work: () => Promise<T>;
  /** Whether to go on for as long as the process lives. */
  readonly isOwed: boolean;
  readonly isWanted: () => boolean;
}

/**
 * Does `work`, again and again while the log is away; closing waits for it, but gives it one try more at most. `undefined` where nobody wants it
 * any more, or it could not be done, of which `onError` was told.
 */
export async function insist<T>(core: Core, { room, work, isOwed, isWanted }: Insistence<T>): Promise<T | undefined> {
  const { clock, onError } = core.options;
  core.work.begin();
  try {
    for (let tries = 0; isWanted(); tries += 1) {
      try {
        return await work();
      } catch (error) {
        const hasEnded = core.closing.aborted || (!isOwed && tries >= retriesMs.length);
        if (hasEnded || tries === retriesMs.length) onError(error, { room });
        if (hasEnded) return undefined;
        await pause(clock, retriesMs[Math.min(tries, retriesMs.length - 1)] ?? 0, core.closing);
      }
    }
    return undefined;
  } finally {
    core.work.end();
  }
}
