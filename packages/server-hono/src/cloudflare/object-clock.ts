import type { Clock } from "@ws-chat/server";

/** How often what waits in the background is looked at while there is something else to do. */
const beatMs = 1_000;

/**
 * Time in an object that is to be put away whenever there is nothing to do: a timer of the runtime's would keep it in memory. What waits
 * in the background passes its time unwatched, and is run late: at the next event, or at the next beat of something that is under way.
 */
export class ObjectClock implements Clock {
  readonly #background = new Map<() => void, number>();
  readonly #wakeBy: (time: number) => void;
  #cancelBeat: (() => void) | undefined;

  /** `wakeBy` has the object woken at a time. */
  constructor(wakeBy: (time: number) => void) {
    this.#wakeBy = wakeBy;
  }

  now(): number {
    return Date.now();
  }

  after(ms: number, run: () => void, background?: boolean | "on time"): () => void {
    if (!background) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    }
    // A function of its own, so that the same `run` may wait twice.
    const waiting = (): void => run();
    this.#background.set(waiting, this.now() + ms);
    if (background === "on time") this.#wakeBy(this.now() + ms);
    return () => this.#background.delete(waiting);
  }

  /** Runs what was due in the background by now, or by `time`. */
  catchUp(time = this.now()): void {
    for (const [run, at] of [...this.#background]) {
      if (at <= time && this.#background.delete(run)) run();
    }
  }

  /** Stays awake, beating, until `done`. */
  attend(done: Promise<void>): void {
    if (this.#cancelBeat) return;
    const beat = (): void => {
      this.#cancelBeat = this.after(beatMs, () => {
        this.catchUp();
        beat();
      });
    };
    beat();
    void done.then(() => {
      this.#cancelBeat?.();
      this.#cancelBeat = undefined;
    });
  }
}
