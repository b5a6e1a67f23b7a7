import type { ObjectStorage } from "./workers.ts";

/** No sooner than this after the last time, so that what cannot be settled now does not keep the object busy. */
const restMs = 1_000;

/** The one alarm of an object: it wakes it at the earliest of all the times it was asked for. */
export class ObjectAlarm {
  readonly #storage: ObjectStorage;
  #setTo = Number.POSITIVE_INFINITY;
  #wanted = Number.POSITIVE_INFINITY;
  /** It may be the alarm that has just woken the object, and setting it again would keep that from being told. */
  #isRinging = true;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** Finds out what was asked for before the object was put away. */
  async recall(): Promise<void> {
    this.#setTo = (await this.#storage.getAlarm()) ?? Number.POSITIVE_INFINITY;
  }

  /** Wakes the object at `time` at the latest. */
  wakeBy(time: number): void {
    this.#wanted = Math.min(this.#wanted, time);
    if (!this.#isRinging) this.#set();
  }

  /** It has gone off, and what was asked for before is void. */
  rung(): void {
    this.#isRinging = true;
    this.#setTo = Number.POSITIVE_INFINITY;
    this.#wanted = Number.POSITIVE_INFINITY;
  }

  /** What is asked for from now on is set at once. */
  ready(): void {
    this.#isRinging = false;
    this.#set();
  }

  #set(): void {
    if (this.#wanted >= this.#setTo) return;
    this.#setTo = Math.max(this.#wanted, Date.now() + restMs);
    void this.#storage.setAlarm(this.#setTo);
  }
}
