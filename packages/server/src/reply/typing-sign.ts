import { type Author, limits } from "@ws-chat/protocol";
import type { Clock } from "../clock.ts";
import type { Log } from "../logs/log.ts";

/** Shows a room that its author is at work: after one tick, renewed until there is something to read. */
export class TypingSign {
  readonly #room: string;
  readonly #from: Author;
  readonly #log: Log;
  readonly #clock: Clock;
  #isShown = false;
  #cancel: () => void;

  constructor(room: string, from: Author, log: Log, clock: Clock) {
    this.#room = room;
    this.#from = from;
    this.#log = log;
    this.#clock = clock;
    this.#cancel = clock.after(0, () => this.#renew());
  }

  /** There is something to read, or on its way: it takes the sign away by itself, and one sent behind it would show the author at work once more. */
  stopRenewing(): void {
    this.#cancel();
  }

  takeDown(): void {
    this.#cancel();
    if (this.#isShown) this.#show(false);
  }

  #renew(): void {
    this.#show(true);
    this.#cancel = this.#clock.after(limits.typingRenewMs, () => this.#renew());
  }

  #show(on: boolean): void {
    this.#isShown = on;
    this.#log.signal(this.#room, { type: "typing", from: this.#from, on });
  }
}
