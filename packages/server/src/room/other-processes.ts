import type { Author } from "@ws-chat/protocol";

/** How often processes with people in one room tell each other who they are. */
export const beatMs = 10_000;
/** How long a process counts that is not heard of any more: two beats may get lost. */
const expiryMs = 25_000;

interface Elsewhere {
  readonly users: readonly Author[];
  readonly total: number;
  readonly expiresAt: number;
}

/** Who is in a room by a connection to another process, as far as those have said. */
export class OtherProcesses {
  /** The one heard of longest ago comes first. */
  readonly #processes = new Map<string, Elsewhere>();

  get size(): number {
    return this.#processes.size;
  }

  get changesAt(): number {
    for (const { expiresAt } of this.#processes.values()) return expiresAt;
    return Number.POSITIVE_INFINITY;
  }

  heard(
    process: string,
    { users, total }: { readonly users: readonly Author[]; readonly total: number },
    now: number,
  ): void {
    this.#processes.delete(process);
    this.#processes.set(process, { users, total, expiresAt: now + expiryMs });
  }

  gone(process: string): void {
    this.#processes.delete(process);
  }

  /** Forgets those that have not been heard of. @returns whether there were any. */
  expire(now: number): boolean {
    const before = this.size;
    for (const [process, { expiresAt }] of this.#processes) {
      if (expiresAt > now) break;
      this.#processes.delete(process);
    }
    return this.size < before;
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
}
