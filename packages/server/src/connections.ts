import type { CloseName } from "@ws-chat/protocol";
import type { Clock } from "./clock.ts";

export interface Sweepable {
  /** Ends it if its time is up. */
  sweep(now: number): void;
  end(reason: CloseName): void;
}

/** How exact the deadlines of connections are. */
const sweepMs = 1_000;

/** The open connections of one chat, and one timer for the deadlines of all of them, running while there are any. */
export class Connections {
  readonly #clock: Clock;
  readonly #all = new Set<Sweepable>();
  readonly #unadmitted = new Set<Sweepable>();
  #cancelSweep: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Those without an accepted hello. */
  get pending(): number {
    return this.#unadmitted.size;
  }

  add(connection: Sweepable): void {
    this.#all.add(connection);
    this.#unadmitted.add(connection);
    if (!this.#cancelSweep) this.#arm();
  }

  admitted(connection: Sweepable): void {
    this.#unadmitted.delete(connection);
  }

  delete(connection: Sweepable): void {
    this.#all.delete(connection);
    this.#unadmitted.delete(connection);
    if (this.#all.size > 0) return;
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
  }

  endAll(reason: CloseName): void {
    for (const connection of this.#all) connection.end(reason);
  }

  #arm(): void {
    this.#cancelSweep = this.#clock.after(sweepMs, () => {
      this.#arm();
      const now = this.#clock.now();
      for (const connection of this.#all) connection.sweep(now);
    });
  }
}
