/** What waiting gives when nobody wants the outcome any more. */
export const stopped = Symbol("stopped");

/** Ends waiting for a handler, and tells the handler so by its signal. */
export class StopSwitch {
  #isOff = false;
  #isDiscarded = false;
  #controller: AbortController | undefined;
  #wake: ((value: typeof stopped) => void) | undefined;

  /** Made when a handler asks for it; most never do. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#isOff) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  turnOff(): void {
    this.#isOff = true;
    this.#controller?.abort();
    this.#wake?.(stopped);
  }

  /** Off, and not even what there is already is wanted. */
  get isDiscarded(): boolean {
    return this.#isDiscarded;
  }

  discard(): void {
    this.#isDiscarded = true;
    this.turnOff();
  }

  /** The outcome of `work`, or {@link stopped} as soon as that is the case; `work` is then not begun, or left to itself. */
  unlessOff<T>(work: () => Promise<T>): Promise<T | typeof stopped> {
    return new Promise((resolve, reject) => {
      if (this.#isOff) return resolve(stopped);
      this.#wake = resolve;
      work().then(resolve, reject);
    });
  }
}
