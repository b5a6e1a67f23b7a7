import { pause } from "./clock.ts";
import type { Core } from "./core.ts";

/** How often the next few are told to go. */
const stepMs = 20;
/** How long a peer may take to finish its close before it is dropped. */
const farewellMs = 2_000;

/**
 * Sends everybody away, one after the other over `overMs`, and resolves when they have gone and their handlers have ended; what still
 * runs then is left to `close`, as is everything once that was called.
 */
export async function drain({ options: { clock }, connections, work, closing }: Core, overMs: number): Promise<void> {
  const start = clock.now();
  const all = [...connections];
  let told = 0;
  while (told < all.length) {
    const elapsed = clock.now() - start;
    const due = elapsed >= overMs ? all.length : Math.floor((all.length * elapsed) / overMs) + 1;
    for (const connection of all.slice(told, due)) connection.end("serviceRestart");
    told = due;
    if (told < all.length)
      await pause(clock, Math.max(stepMs, start + (overMs * told) / all.length - clock.now()), closing);
    if (closing.aborted) return;
  }
  const rest = new AbortController();
  void Promise.all([connections.gone(), work.idle()]).then(() => rest.abort());
  const cut = AbortSignal.any([rest.signal, closing]);
  await pause(clock, Math.max(farewellMs, start + overMs - clock.now()), cut);
  for (const connection of connections) connection.terminate();
}
