import type { ObjectStorage } from "./workers.ts";

/** No sooner than this after the last time, so that what cannot be settled now does not keep the object busy. */
const restMs = 1_000;

/** The one alarm of an object: it wakes it at the earliest of all the times it was asked for. */
export class ObjectAlarm {
  readonly #storage: ObjectStorage;
  #at = Number.POSITIVE_INFINITY;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** Finds out what was asked for before the object was put away. */
  async recall(): Promise<void> {
    this.#at = Math.min(this.#at, (await this.#storage.getAlarm()) ?? Number.POSITIVE_INFINITY);
  }

  /** Wakes the object at `time` at the latest. */
  wakeBy(time: number): void {
    if (time >= this.#at) return;
    this.#at = Math.max(time, Date.now() + restMs);
    void this.#storage.setAlarm(this.#at);
  }

  /** It has gone off. */
  rung(): void {
    this.#at = Number.POSITIVE_INFINITY;
  }
}
