/** Counts what is under way, so that closing can wait for it. */
export class Work {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) for (const resume of this.#waiting.splice(0)) resume();
  }

  async during<T>(run: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return await run();
    } finally {
      this.end();
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
