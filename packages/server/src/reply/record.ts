import { pause } from "../clock.ts";
import type { Core } from "../core.ts";
import type { NewEntry } from "../logs/log.ts";

/** How long to wait before each further try. */
const retriesMs = [250, 1_000, 4_000, 10_000];

/**
 * Stores something the server's side has to say, trying again while the log is away: its id makes a repeat harmless. Resolves
 * with its `seq` when it is there, with `undefined` when `onError` was told that it could not be, or nobody wants it any more.
 */
export async function record(
  core: Core,
  room: string,
  entry: NewEntry,
  isWanted: () => boolean,
): Promise<number | undefined> {
  const { log, clock, onError } = core.options;
  core.work.begin();
  try {
    for (let tries = 0; isWanted(); tries += 1) {
      try {
        const appended = await log.append(room, entry);
        if (appended.outcome === "stored") core.rooms.get(room)?.stored(appended.entry);
        return "entry" in appended ? appended.entry.seq : undefined;
      } catch (error) {
        const waitMs = retriesMs[tries];
        if (waitMs === undefined || core.closing.aborted) {
          onError(error, { room });
          return undefined;
        }
        await pause(clock, waitMs, core.closing);
      }
    }
    return undefined;
  } finally {
    core.work.end();
  }
}
