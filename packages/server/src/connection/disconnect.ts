import { pause } from "../clock.ts";
import type { Core } from "../core.ts";
import { awayMs } from "../room/tail.ts";

/** Whom to send away, from everywhere or from one room. */
export interface Dismissal {
  readonly user: string;
  readonly room?: string;
}

/** The room that all processes hear and nobody enters. */
const everyProcess = "";

/** Ends the connections on this process, and tells the others to do so. @returns how many there were here. */
export function disconnect(core: Core, { user, room }: Dismissal): number {
  const { log } = core.options;
  const dismissal = { user, ...(room === undefined ? {} : { room }) };
  const ended = sendAway(core, dismissal);
  if (log.isShared) log.signal(everyProcess, { type: "disconnect", ...dismissal });
  return ended;
}

/** Does as {@link disconnect} was told on other processes, until the chat closes. Never rejects. */
export async function obeyOthers(core: Core): Promise<void> {
  const { options, closing } = core;
  const { log, clock, onError } = options;
  for (let tries = 0; !closing.aborted; tries += 1) {
    try {
      const unsubscribe = await log.subscribe(everyProcess, {
        entry() {},
        signal: (signal) => void (signal.type === "disconnect" && sendAway(core, signal)),
        lost() {},
      });
      if (closing.aborted) unsubscribe();
      else closing.addEventListener("abort", unsubscribe);
      return;
    } catch (error) {
      if (tries === 0) onError(error, {});
      await pause(clock, awayMs, closing);
    }
  }
}

function sendAway(core: Core, { user, room }: Dismissal): number {
  let ended = 0;
  for (const connection of core.connections) {
    const { phase, asker, room: where } = connection.state;
    if (phase === "ended" || asker?.user.id !== user || (room !== undefined && room !== where)) continue;
    connection.end("forbidden", "sent away by the server");
    ended += 1;
  }
  return ended;
}
