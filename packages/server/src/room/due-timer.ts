import type { Clock } from "../clock.ts";

const never = Number.POSITIVE_INFINITY;

/** One timer, for whatever is due next. */
export class DueTimer {
  readonly #clock: Clock;
  readonly #run: () => void;
  #dueAt = never;
  #cancel: () => void = () => {};

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** `run` is called then, and not when it was to be before; `Infinity` is never. */
  set(dueAt: number): void {
    if (dueAt === this.#dueAt) return;
    this.#cancel();
    this.#dueAt = dueAt;
    if (dueAt === never) return;
    const due = (): void => {
      this.#dueAt = never;
      this.#run();
    };
    this.#cancel = this.#clock.after(Math.max(0, dueAt - this.#clock.now()), due, "on time");
  }
}
