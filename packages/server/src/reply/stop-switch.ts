/** What waiting gives when nobody wants the outcome any more. */
export const stopped = Symbol("stopped");

/** Ends waiting for a handler, and tells the handler so by its signal. */
export class StopSwitch {
  #state: "on" | "off" | "discarded" = "on";
  #controller: AbortController | undefined;
  #wake: ((value: typeof stopped) => void) | undefined;

  /** Made when a handler asks for it; most never do. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#state !== "on") this.#controller.abort();
    }
    return this.#controller.signal;
  }

  turnOff(): void {
    if (this.#state === "on") this.#leave("off");
  }

  /** Off, and not even what there is already is wanted. */
  get isDiscarded(): boolean {
    return this.#state === "discarded";
  }

  discard(): void {
    this.#leave("discarded");
  }

  /** The outcome of `work`, or {@link stopped} as soon as that is the case; `work` is then not begun, or left to itself. */
  unlessOff<T>(work: () => Promise<T>): Promise<T | typeof stopped> {
    return new Promise((resolve, reject) => {
      if (this.#state !== "on") return resolve(stopped);
      this.#wake = resolve;
      work().then(resolve, reject);
    });
  }

  #leave(state: "off" | "discarded"): void {
    this.#state = state;
    this.#controller?.abort();
    this.#wake?.(stopped);
  }
}
