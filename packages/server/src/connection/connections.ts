import type { CloseName } from "@ws-chat/protocol";
import type { Clock } from "../clock.ts";
import type { ConnectionState } from "./connection-state.ts";

/** A connection, as far as those see it who look after all of them. */
export interface Sweepable {
  readonly state: ConnectionState;
  /** Ends it if its time was up at `due`, and still is by all that has been heard since. */
  sweep(due: number): void;
  end(reason: CloseName, detail?: string): void;
  /** Drops it, whether or not its peer has finished the close. */
  terminate(): void;
}

/** How exact the deadlines of connections are. */
const sweepMs = 1_000;

/** The open connections of one chat, and one timer for the deadlines of all of them, running while there are any. */
export class Connections {
  readonly #clock: Clock;
  readonly #all = new Set<Sweepable>();
  readonly #unadmitted = new Set<Sweepable>();
  #awaiters: (() => void)[] = [];
  #cancelSweep: (() => void) | undefined;
  #isCalm = true;
  /** When they were last looked at. */
  #sweptAt = 0;

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

  add(connection: Sweepable, isAdmitted = false): void {
    if (this.#all.size === 0) this.#sweptAt = this.#clock.now();
    this.#all.add(connection);
    if (!isAdmitted) this.#unadmitted.add(connection);
    if (this.#isCalm) this.#arm();
  }

  admitted(connection: Sweepable): void {
    this.#unadmitted.delete(connection);
    this.#relax();
  }

  delete(connection: Sweepable): void {
    this.#all.delete(connection);
    this.#unadmitted.delete(connection);
    if (this.#all.size > 0) return this.#relax();
    this.#cancelSweep?.();
    this.#isCalm = true;
    for (const resume of this.#awaiters.splice(0)) resume();
  }

  /** Resolves when there are none. */
  async gone(): Promise<void> {
    if (this.#all.size > 0) await new Promise<void>((resolve) => this.#awaiters.push(resolve));
  }

  [Symbol.iterator](): Iterator<Sweepable> {
    return this.#all.values();
  }

  #relax(): void {
    if (!this.#isCalm && this.#unadmitted.size === 0) this.#arm();
  }

  /** Has the next sweep come when it is due, whoever came or went since the last. */
  #arm(): void {
    this.#cancelSweep?.();
    // Those who are in have time: their deadlines are worth no waking.
    this.#isCalm = this.#unadmitted.size === 0;
    // Also where the clock was set back.
    const left = Math.min(sweepMs, Math.max(0, this.#sweptAt + sweepMs - this.#clock.now()));
    this.#cancelSweep = this.#clock.after(left, () => this.#sweep(), this.#isCalm);
  }

  #sweep(): void {
    // A busy server comes to its timers before it reads what has come meanwhile. So a time is up only if it was so at the last look already.
    const due = this.#sweptAt;
    this.#sweptAt = this.#clock.now();
    this.#arm();
    for (const connection of this.#all) connection.sweep(due);
  }
}
