/** How much a log keeps. */
export interface Retention {
  /** Entries kept of each room. */
  readonly entries: number;
  /** How long entries are kept, milliseconds. */
  readonly ageMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The options of one log, as far as all logs have the same. `caller` names the function that they were given to. */
export class LogOptions {
  readonly #caller: string;

  /** @throws {TypeError} where there is one that is not among `names`, or where they are none. */
  constructor(caller: string, options: object, names: readonly string[]) {
    this.#caller = caller;
    if (typeof options !== "object" || options === null) {
      throw new TypeError(`${caller}: wants an object of options; there are ${names.join(", ")}`);
    }
    for (const [name, value] of Object.entries(options)) {
      if (!names.includes(name)) this.refuse(name, value, `is not an option; there are ${names.join(", ")}`);
    }
  }

  /** @throws {TypeError} naming the one that is wrong. */
  retention(
    { entries, ageMs = Number.POSITIVE_INFINITY, now = Date.now }: Partial<Retention>,
    defaultEntries: number,
  ): Retention {
    if (typeof now !== "function") this.refuse("now", now, "must be a function, such as Date.now");
    return { entries: this.amount("entries", entries ?? defaultEntries), ageMs: this.amount("ageMs", ageMs), now };
  }

  amount(name: string, value: unknown): number {
    return typeof value === "number" && value >= 1 ? value : this.refuse(name, value, "must be a number from 1");
  }

  refuse(name: string, value: unknown, remedy: string): never {
    throw new TypeError(`${this.#caller}: option ${name} (${String(value)}) ${remedy}`);
  }
}
