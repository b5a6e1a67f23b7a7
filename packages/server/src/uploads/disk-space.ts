/** Processes that share a folder know of each other's files only since they looked last. */
const lookMs = 3_600_000;
/** What was deleted by hand, as the refusal of a full folder asks for, is known only by looking. */
const fullLookMs = 60_000;

/** How much of what a folder may have is taken: what was there when it was looked at, and what this process has put there since. */
export class DiskSpace {
  readonly #folder: string;
  readonly #totalBytes: number;
  readonly #count: () => Promise<number>;
  #taken = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Something was deleted since. */
  #isLess = false;
  #looking: Promise<void> | undefined;

  /** `count` finds out how many bytes there are. */
  constructor(folder: string, totalBytes: number, count: () => Promise<number>) {
    this.#folder = folder;
    this.#totalBytes = totalBytes;
    this.#count = count;
  }

  /** Looks what is there. What is taken meanwhile may count twice until it looks again. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Rejects where there is no room for that many bytes. */
  async take(bytes: number): Promise<void> {
    const sinceMs = Date.now() - this.#lookedAt;
    const isLongAgo = sinceMs > (this.#hasRoomFor(bytes) ? lookMs : fullLookMs);
    if (isLongAgo || (this.#isLess && !this.#hasRoomFor(bytes))) await this.look();
    if (!this.#hasRoomFor(bytes)) {
      throw new Error(
        `${this.#folder} is full: delete files, give an ageMs, or more totalBytes than ${this.#totalBytes}`,
      );
    }
    this.#taken += bytes;
  }

  /** That many were taken for nothing. */
  giveBack(bytes: number): void {
    this.#taken -= bytes;
  }

  /** Something was deleted; how much, is looked at when it matters. */
  emptied(): void {
    this.#isLess = true;
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#taken + bytes <= this.#totalBytes;
  }

  async #look(): Promise<void> {
    this.#isLess = false;
    this.#lookedAt = Date.now();
    const before = this.#taken;
    this.#taken += (await this.#count()) - before;
  }
}
