/** Time as the chat sees it; a test passes its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Calls `run` once, `ms` from now; returns how to prevent that. In the `background`, waiting for it keeps no process alive; where a host puts
   * the process away meanwhile, `run` may come late, or not at all. `on time`: the host wakes it then, and whoever wants that still asks again.
   */
  after(ms: number, run: () => void, background?: boolean | "on time"): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run, background) {
    // The cast: timers are numbers in the standard, and objects where there are processes to keep alive.
    const timer = setTimeout(run, ms) as ReturnType<typeof setTimeout> & { unref?: () => void };
    if (background) timer.unref?.();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    if (signal?.aborted) done();
    else signal?.addEventListener("abort", done);
  });
}
