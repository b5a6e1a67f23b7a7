import type { Author } from "@ws-chat/protocol";
import { randomId } from "../identity.ts";
import type { Signal } from "../logs/log.ts";

export type PeopleSignal = Extract<Signal, { type: "people" }>;

/** How often processes with people in one room tell each other who they are. */
const beatMs = 10_000;
/** How often one that knows of no other in the room asks whether there is one. */
const askMs = 60_000;
/** For those who come and go at the same time. */
const gatherMs = 1_000;
/** How long a process counts that is not heard of any more: two beats may get lost. */
const expiryMs = 25_000;
const never = Number.POSITIVE_INFINITY;

interface Elsewhere {
  readonly users: readonly Author[];
  readonly total: number;
  readonly expiresAt: number;
}

/** Who is in a room by a connection to another process, as far as those have said; and when they are told who is here. */
export class OtherProcesses {
  readonly #name = randomId();
  readonly #tell: (how: Pick<PeopleSignal, "process" | "asks" | "gone">) => void;
  /** The one heard of longest ago comes first. */
  readonly #processes = new Map<string, Elsewhere>();
  /** When they are told next; `never` until there is something to tell. */
  #beatAt = never;

  /** `tell` says who is here to all who listen. */
  constructor(tell: (how: Pick<PeopleSignal, "process" | "asks" | "gone">) => void) {
    this.#tell = tell;
  }

  /** When there is something to do by itself. */
  get dueAt(): number {
    for (const { expiresAt } of this.#processes.values()) return Math.min(expiresAt, this.#beatAt);
    return this.#beatAt;
  }

  /** From `now` on they are told. */
  begin(now: number): void {
    if (this.#beatAt === never) this.#beatAt = now;
  }

  /** Who is here is not who they were told of. */
  changed(now: number): void {
    if (this.#beatAt !== never) this.#beatAt = Math.min(this.#beatAt, now + gatherMs);
  }

  /** @returns whether it was said by another one. */
  heard({ process, users, total, asks, gone }: PeopleSignal, now: number): boolean {
    if (process === this.#name) return false;
    if (asks || this.#isAlone) this.#beatAt = now;
    this.#processes.delete(process);
    if (!gone) this.#processes.set(process, { users, total, expiresAt: now + expiryMs });
    return true;
  }

  /** Forgets those that have not been heard of. @returns whether there were any. */
  expire(now: number): boolean {
    const before = this.#processes.size;
    for (const [process, { expiresAt }] of this.#processes) {
      if (expiresAt > now) break;
      this.#processes.delete(process);
    }
    return this.#processes.size < before;
  }

  /** Tells them where it is time. */
  beat(now: number): void {
    if (this.#beatAt > now) return;
    this.#beatAt = now + (this.#isAlone ? askMs : beatMs);
    this.#tell({ process: this.#name, ...(this.#isAlone && { asks: true }) });
  }

  /** Nobody is here any more. */
  close(): void {
    if (this.#beatAt !== never) this.#tell({ process: this.#name, gone: true });
  }

  /** Adds those elsewhere to `here`, each once where they are named. @returns how many there are in all. */
  addTo(here: Map<string, Author>): number {
    let unnamed = 0;
    for (const { users, total } of this.#processes.values()) {
      for (const user of users) if (!here.has(user.id)) here.set(user.id, user);
      unnamed += total - users.length;
    }
    return here.size + unnamed;
  }

  get #isAlone(): boolean {
    return this.#processes.size === 0;
  }
}
