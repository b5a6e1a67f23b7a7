import type { Entry } from "@ws-chat/protocol";

/** An entry on its way to many; its frame is written once, and only if somebody needs it. */
export class Delivery {
  readonly entry: Entry;
  #frame: string | undefined;

  constructor(entry: Entry) {
    this.entry = entry;
  }

  get frame(): string {
    // The entry as the log gave it, `type` put in front: copying it into a frame object first costs more than writing it.
    this.#frame ??= `{"type":"entry",${JSON.stringify(this.entry).slice(1)}`;
    return this.#frame;
  }
}
