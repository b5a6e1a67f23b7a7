import type { UploadBody } from "./upload-body.ts";
import { soonMs, UploadRefusal } from "./upload-refusal.ts";

/** A file that is on its way. */
interface Arrival {
  readonly user: string;
  readonly room: string;
  readonly body: UploadBody;
}

const usualMost = 200;
const mostOfOne = 4;

/** The files that are on their way to one chat. */
export class Arriving {
  readonly #most: number;
  readonly #arrivals = new Set<Arrival>();

  constructor(most = usualMost) {
    this.#most = most;
  }

  /** Has one come in; gives what to call at its end. @throws {UploadRefusal} where there are too many */
  enter(arrival: Arrival): () => void {
    if (this.#arrivals.size >= this.#most) {
      throw new UploadRefusal("unavailable", "Too many files are on their way. Try again in a moment.", soonMs);
    }
    if ([...this.#arrivals].filter(({ user }) => user === arrival.user).length >= mostOfOne) {
      throw new UploadRefusal("rate-limited", `Send up to ${mostOfOne} files at once.`, soonMs);
    }
    this.#arrivals.add(arrival);
    return () => this.#arrivals.delete(arrival);
  }

  /** Ends those of one room, or all. */
  abort(refusal: UploadRefusal, room?: string): void {
    for (const arrival of this.#arrivals) {
      if (room === undefined || arrival.room === room) arrival.body.abort(refusal);
    }
  }
}
