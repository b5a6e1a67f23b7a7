import type { Clock } from "@ws-chat/server";

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes only when told to, for all who live in it. */
export class VirtualTime implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #dues = new Set<Due>();

  readonly now = (): number => this.#now;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const due = { at: this.#now + Math.ceil(ms), run };
    this.#dues.add(due);
    return () => this.#dues.delete(due);
  };

  /** Runs what falls due within `ms`, one after the other, each with all that follows from it at once. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + Math.ceil(ms);
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#dues.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): Due | undefined {
    let next: Due | undefined;
    for (const due of this.#dues) if (due.at <= end && (!next || due.at < next.at)) next = due;
    return next;
  }
}

/** Promises that can settle by themselves have. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
