import { pause } from "./pace.mjs";

/** Calls `act` with 0, 1, 2, … `count` times in all, one every `everyMs`. */
export async function paced(count, everyMs, act) {
  const start = performance.now();
  for (let at = 0; at < count; at += 1) {
    const early = start + at * everyMs - performance.now();
    if (early > 0) await pause(early);
    act(at);
  }
}
