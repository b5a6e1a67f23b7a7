import type { Appended, AppendOptions, NewEntry } from "./log.ts";

export interface Waiting {
  readonly entry: NewEntry;
  /** The entry as JSON. */
  readonly body: string;
  readonly options: AppendOptions | undefined;
}
interface Queued extends Waiting, PromiseWithResolvers<Appended> {}

/** What one call takes along, so that Redis is not held up for long. */
const most = { entries: 100, chars: 250_000 };

/** Appends of each room in order: one call is under way, and what comes meanwhile goes together in the next. */
export class RedisQueue {
  readonly #store: (room: string, batch: readonly Waiting[]) => Promise<readonly Appended[]>;
  readonly #rooms = new Map<string, Queued[]>();
  /** The last append of each room with any. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(store: (room: string, batch: readonly Waiting[]) => Promise<readonly Appended[]>) {
    this.#store = store;
  }

  append(room: string, waiting: Waiting): Promise<Appended> {
    const queued = { ...waiting, ...Promise.withResolvers<Appended>() };
    this.#last.set(room, queued.promise);
    const before = this.#rooms.get(room);
    if (before) before.push(queued);
    else {
      this.#rooms.set(room, [queued]);
      void this.#work(room);
    }
    return queued.promise;
  }

  /** Resolves once what was appended before is stored or was rejected. */
  async settled(room: string): Promise<void> {
    await this.#last.get(room)?.catch(() => {});
  }

  async drained(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }

  async #work(room: string): Promise<void> {
    // What is called in one go is stored in one.
    await Promise.resolve();
    for (let batch = this.#next(room); batch.length > 0; batch = this.#next(room)) {
      try {
        const outcomes = await this.#store(room, batch);
        // The cast: there is one for each.
        for (const [at, { resolve }] of batch.entries()) resolve(outcomes[at] as Appended);
      } catch (error) {
        // Those that came after it may not be stored before it is sent again.
        const later = this.#rooms.get(room)?.splice(0) ?? [];
        for (const { reject } of [...batch, ...later]) reject(error);
      }
    }
    this.#rooms.delete(room);
    this.#last.delete(room);
  }

  #next(room: string): Queued[] {
    const waiting = this.#rooms.get(room) ?? [];
    let chars = 0;
    const end = waiting.findIndex(({ body }, at) => {
      chars += body.length;
      return at > 0 && (at >= most.entries || chars > most.chars);
    });
    return waiting.splice(0, end < 0 ? waiting.length : end);
  }
}
