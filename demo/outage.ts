/** Something that is down for a while and comes back by itself, or earlier on request. */
export class Outage {
  /** Milliseconds since 1970; absent while all is well. */
  endsAt: number | undefined;
  onChange: () => void = () => {};
  readonly #steps: { begin(): void; end(): void; ms: number };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(steps: { begin(): void; end(): void; ms: number }) {
    this.#steps = steps;
  }

  begin(): void {
    if (this.endsAt !== undefined) return;
    this.#steps.begin();
    this.endsAt = Date.now() + this.#steps.ms;
    this.#timer = setTimeout(() => this.end(), this.#steps.ms);
    this.onChange();
  }

  end(): void {
    if (this.endsAt === undefined) return;
    this.clear();
    this.#steps.end();
    this.onChange();
  }

  /** Forgets the outage without mending anything. */
  clear(): void {
    clearTimeout(this.#timer);
    this.endsAt = undefined;
  }
}
