import type { Author, Entry, Snapshot } from "@ws-chat/protocol";
import type { Signal } from "../logs/log.ts";

interface OpenStream {
  readonly from: Author;
  readonly re: number | undefined;
  text: string;
  i: number;
}

/** The streams now open in one room: what their signals add up to. */
export class Streams {
  readonly #open = new Map<string, OpenStream>();

  get ids(): string[] {
    return [...this.#open.keys()];
  }

  /** Takes in a signal; `false` where it is a repeat, or the stream is unknown. */
  apply(signal: Extract<Signal, { type: "snapshot" | "delta" }>): boolean {
    if (signal.type === "snapshot") {
      const { from, re, text, i } = signal;
      this.#open.set(signal.id, { from, re, text, i });
      return true;
    }
    const stream = this.#open.get(signal.id);
    if (stream?.i !== signal.i - 1) return false;
    stream.text += signal.text;
    stream.i = signal.i;
    return true;
  }

  /** The stream's entry is there, or will never be. */
  end(id: string): void {
    this.#open.delete(id);
  }

  finish(entry: Entry): void {
    if (this.#open.get(entry.id)?.from.id === entry.from.id) this.#open.delete(entry.id);
  }

  snapshot(id: string): Snapshot | undefined {
    const stream = this.#open.get(id);
    if (!stream) return undefined;
    const { from, re, text, i } = stream;
    return { type: "snapshot", id, i, text, from, ...(re === undefined ? {} : { re }) };
  }
}
