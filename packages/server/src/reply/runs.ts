import type { Run } from "./run.ts";

/**
 * The handlers at work in one chat. A list, and no `Set`: what is added and deleted with every message has a `Set` replace its table again
 * and again, and each table that was replaced keeps those who were in it from being collected for long.
 */
export class Runs {
  readonly #all: Run[] = [];

  add(run: Run): void {
    run.place = this.#all.push(run) - 1;
  }

  delete(run: Run): void {
    const last = this.#all.at(-1);
    if (!last || this.#all[run.place] !== run) return;
    this.#all[run.place] = last;
    last.place = run.place;
    this.#all.pop();
  }

  /** Those who are at work now, whoever ends meanwhile. */
  [Symbol.iterator](): Iterator<Run> {
    return this.#all.slice().values();
  }
}
