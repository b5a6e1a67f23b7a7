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
export function insist<T>(core: Core, insistence: Insistence<T>): Promise<T | undefined> {
  if (!insistence.isWanted()) return Promise.resolve(undefined);
  core.work.begin();
  // Every message comes by here, and hardly any has to come again: the first try costs no more than itself.
  return tryOnce(insistence).then(
    (done) => {
      core.work.end();
      return done;
    },
    (error: unknown) => tryAgain(core, insistence, error).finally(() => core.work.end()),
  );
}

function tryOnce<T>({ work }: Insistence<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

async function tryAgain<T>(core: Core, insistence: Insistence<T>, error: unknown): Promise<T | undefined> {
  const { room, isOwed, isWanted } = insistence;
  const { clock, onError } = core.options;
  for (let tries = 0, fault = error; ; tries += 1) {
    const hasEnded = core.closing.aborted || (!isOwed && tries >= retriesMs.length);
    if (hasEnded || tries === retriesMs.length) onError(fault, { room });
    if (hasEnded) return undefined;
    await pause(clock, retriesMs[Math.min(tries, retriesMs.length - 1)] ?? 0, core.closing);
    if (!isWanted()) return undefined;
    try {
      return await tryOnce(insistence);
    } catch (next) {
      fault = next;
    }
  }
}
