/** What an entry is known by to who sent it. */
interface Key {
  readonly id: string;
  readonly from: { readonly id: string };
}

/** Places of the smallest table. */
const fewest = 8;
/** The table of all rooms in which nothing was said yet; there are many. */
const empty = new Int32Array(2);

/**
 * Finds the numbers of entries by (author, id). A table of numbers alone: the garbage collector, which would have to follow every
 * entry of a `Map`, has nothing to do with it. Numbers are kept modulo 2^32.
 */
export class AuthorIdIndex {
  /** Pairs of hash and number, open addressing; a hash of 0 is an empty place. */
  #table = empty;
  #size = 0;

  /** The first number filed under `hash` that `isIt`. */
  find(hash: number, isIt: (number: number) => boolean): number | undefined {
    const table = this.#table;
    for (let at = this.#home(hash); table[at] !== 0; at = this.#after(at)) {
      if (table[at] === hash && isIt(table[at + 1] as number)) return table[at + 1];
    }
    return undefined;
  }

  add(hash: number, number: number): void {
    this.#size += 1;
    if (this.#size * 4 > this.#table.length) {
      this.#resize(Math.max(2 * fewest, this.#table.length * 2));
    }
    this.#put(hash, number);
  }

  delete(hash: number, number: number): void {
    const table = this.#table;
    let at = this.#home(hash);
    while (table[at + 1] !== (number | 0) || table[at] === 0) {
      if (table[at] === 0) return;
      at = this.#after(at);
    }
    this.#size -= 1;
    this.#close(at);
    if (this.#size * 16 < this.#table.length && this.#table.length > 2 * fewest) this.#resize(this.#table.length / 2);
  }

  /** Empties the place `gap`, moving up what would no longer be found past it. */
  #close(gap: number): void {
    const table = this.#table;
    for (let at = this.#after(gap); table[at] !== 0; at = this.#after(at)) {
      const hash = table[at] as number;
      const fromHome = (at - this.#home(hash)) & (table.length - 1);
      if (fromHome < ((at - gap) & (table.length - 1))) continue;
      table[gap] = hash;
      table[gap + 1] = table[at + 1] as number;
      gap = at;
    }
    table[gap] = 0;
  }

  #put(hash: number, number: number): void {
    let at = this.#home(hash);
    while (this.#table[at] !== 0) at = this.#after(at);
    this.#table[at] = hash;
    this.#table[at + 1] = number;
  }

  #resize(length: number): void {
    const old = this.#table;
    this.#table = new Int32Array(length);
    for (let at = 0; at < old.length; at += 2) {
      const hash = old[at] as number;
      if (hash !== 0) this.#put(hash, old[at + 1] as number);
    }
  }

  #home(hash: number): number {
    return (hash << 1) & (this.#table.length - 1);
  }

  #after(at: number): number {
    return (at + 2) & (this.#table.length - 1);
  }
}

/** Odd, and known to nobody outside, so that nobody can choose keys that meet. */
const factor = (Math.random() * 2 ** 32) | 1;

/** What {@link AuthorIdIndex} files an entry under. */
export function hashOf({ id, from }: Key): number {
  let hash = id.length;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash, factor) + id.charCodeAt(at);
  for (let at = 0; at < from.id.length; at += 1) hash = Math.imul(hash, factor) + from.id.charCodeAt(at);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13) || 1;
}
