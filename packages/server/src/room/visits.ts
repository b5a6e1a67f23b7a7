import type { Author } from "@ws-chat/protocol";

/** How long somebody who has gone may take to come back without being missed. */
export const graceMs = 5_000;

interface Visit {
  author: Author;
  connections: number;
}

/** Who is in a room by a connection to this process, each once, however many tabs they have open. Who has gone counts for `graceMs` more. */
export class Visits {
  readonly #visits = new Map<string, Visit>();
  /** When those who have gone are missed, the first of them first. */
  readonly #missedAt = new Map<string, number>();

  get size(): number {
    return this.#visits.size;
  }

  /** Those who have been here longest come first. */
  get users(): readonly Author[] {
    return [...this.#visits.values()].map(({ author }) => author);
  }

  /** When somebody will be missed next. */
  get changesAt(): number {
    for (const at of this.#missedAt.values()) return at;
    return Number.POSITIVE_INFINITY;
  }

  /** A connection of theirs has come. @returns whether that can be seen. */
  came(author: Author): boolean {
    const { id } = author;
    const visit = this.#visits.get(id);
    this.#missedAt.delete(id);
    if (!visit) {
      this.#visits.set(id, { author, connections: 1 });
      return true;
    }
    const looksTheSame = visit.author.name === author.name && visit.author.avatar === author.avatar;
    visit.author = author;
    visit.connections += 1;
    return !looksTheSame;
  }

  left(id: string, now: number): void {
    const visit = this.#visits.get(id);
    if (!visit) return;
    visit.connections -= 1;
    if (visit.connections === 0) this.#missedAt.set(id, now + graceMs);
  }

  /** Forgets those who did not come back. @returns whether there were any. */
  expire(now: number): boolean {
    const before = this.size;
    for (const [id, at] of this.#missedAt) {
      if (at > now) break;
      this.#missedAt.delete(id);
      this.#visits.delete(id);
    }
    return this.size < before;
  }
}
