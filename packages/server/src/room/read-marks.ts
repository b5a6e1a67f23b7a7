import { limits } from "@ws-chat/protocol";

interface Mark {
  seq: number;
  /** What the others know of it. */
  passedSeq: number;
  passedAt: number;
}

/** How often the mark of one user is passed on. */
const passMs = 1_000;

/** How far the users of a room have read. Of so many as one `presence` lists; who has moved last stays. */
export class ReadMarks {
  readonly #marks = new Map<string, Mark>();
  /** Those whose mark has moved since it was passed on. */
  readonly #moved = new Set<string>();

  get size(): number {
    return this.#marks.size;
  }

  seqOf(user: string): number {
    return this.#marks.get(user)?.seq ?? 0;
  }

  /** By user, who has moved last comes last. */
  *[Symbol.iterator](): Iterator<readonly [user: string, seq: number]> {
    for (const [user, { seq }] of this.#marks) yield [user, seq];
  }

  /** Marks only move forward. */
  move(user: string, seq: number): void {
    if (this.#set(user, seq)) this.#moved.add(user);
  }

  /** As {@link move}, for what the others have been told already. */
  recall(user: string, seq: number): void {
    const mark = this.#set(user, seq);
    if (mark) mark.passedSeq = seq;
  }

  /** When something can be passed on next. */
  get dueAt(): number {
    let at = Number.POSITIVE_INFINITY;
    for (const user of this.#moved) at = Math.min(at, (this.#marks.get(user)?.passedAt ?? 0) + passMs);
    return at;
  }

  /** Those to be passed on now; they count as passed. */
  take(now: number): (readonly [user: string, seq: number])[] {
    const taken: (readonly [string, number])[] = [];
    for (const user of this.#moved) {
      const mark = this.#marks.get(user);
      if (mark && mark.passedAt + passMs > now) continue;
      this.#moved.delete(user);
      if (!mark || mark.passedSeq >= mark.seq) continue;
      mark.passedSeq = mark.seq;
      mark.passedAt = now;
      taken.push([user, mark.seq]);
    }
    return taken;
  }

  #set(user: string, seq: number): Mark | undefined {
    const known = this.#marks.get(user);
    if (known && known.seq >= seq) return undefined;
    const mark = known ?? { seq, passedSeq: 0, passedAt: Number.NEGATIVE_INFINITY };
    mark.seq = seq;
    this.#marks.delete(user);
    this.#marks.set(user, mark);
    if (this.#marks.size > limits.presenceUsers) this.#forgetOldest();
    return mark;
  }

  #forgetOldest(): void {
    for (const user of this.#marks.keys()) return void this.#marks.delete(user);
  }
}
