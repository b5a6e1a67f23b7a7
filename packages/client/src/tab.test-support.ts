import type { Tab } from "./kept-outbox.ts";

/** Web Locks among fake pages: exclusive, first come, first served. */
export class FakeLocks {
  readonly #queues = new Map<string, (() => void)[]>();

  #crash = Promise.withResolvers<void>();

  /** Whoever holds a lock now is no more, and has had no time to say so. */
  crash(): void {
    this.#crash.resolve();
    this.#crash = Promise.withResolvers();
  }

  get held(): string[] {
    return [...this.#queues.keys()];
  }

  async request(name: string, { signal }: LockOptions, task: LockGrantedCallback<unknown>): Promise<unknown> {
    const turn = Promise.withResolvers<void>();
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push(turn.resolve);
    if (queue.length > 1) {
      signal?.addEventListener("abort", () => {
        const at = queue.indexOf(turn.resolve);
        // The first holds the lock: nothing takes it away.
        if (at > 0) queue.splice(at, 1);
        turn.reject(signal.reason);
      });
      await turn.promise;
    }
    try {
      return await Promise.race([task({ name, mode: "exclusive" }), this.#crash.promise]);
    } finally {
      queue.shift();
      if (queue.length === 0) this.#queues.delete(name);
      queue[0]?.();
    }
  }
}

/** A page, as far as an outbox knows it. */
export class FakeTab extends EventTarget implements Tab {
  readonly navigator: Tab["navigator"];
  readonly sessionStorage: Record<string, string>;

  /** `memory` is what an earlier page has left in the same tab. */
  constructor(locks?: FakeLocks, memory: Record<string, string> = {}) {
    super();
    this.sessionStorage = memory;
    // The fake has one of the two ways to call it.
    this.navigator = locks ? { locks: locks as unknown as LockManager } : {};
  }

  tell(type: "storage" | "pagehide" | "pageshow"): void {
    this.dispatchEvent(new Event(type));
  }
}
