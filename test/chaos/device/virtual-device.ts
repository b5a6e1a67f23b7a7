import type { Storage } from "@ws-chat/client";
import type { Chat } from "@ws-chat/server";
import type { VirtualPage } from "./virtual-page.ts";
import type { VirtualTime } from "./virtual-time.ts";

interface Waiter {
  readonly page: VirtualPage;
  readonly grant: () => void;
  isGranted: boolean;
}

/** One browser: what its pages share, and the network between them and a chat. */
export class VirtualDevice {
  readonly time: VirtualTime;
  readonly chat: Chat;
  /** In [0, 1). */
  readonly random: () => number;
  readonly hasLocks: boolean;
  /** Nothing is lost or late on the network any more. */
  isCalm = false;
  readonly pages = new Set<VirtualPage>();
  readonly kept = new Map<string, string>();
  readonly #locks = new Map<string, Waiter[]>();

  constructor(options: Pick<VirtualDevice, "time" | "chat" | "random" | "hasLocks">) {
    this.time = options.time;
    this.chat = options.chat;
    this.random = options.random;
    this.hasLocks = options.hasLocks;
  }

  /** How long something takes on its way, milliseconds. */
  get delayMs(): number {
    return this.isCalm ? 1 : 1 + this.random() * 30;
  }

  /** What one of the pages sees of the storage of all; the others are told of changes a little later. */
  storageOf(page: VirtualPage): Storage {
    const tell = (): void => {
      for (const other of this.pages) if (other !== page) other.later(this.delayMs, () => other.tell("storage"));
    };
    return {
      get: (key) => this.kept.get(key),
      set: (key, value) => (this.kept.set(key, value), tell()),
      remove: (key) => (this.kept.delete(key), tell()),
      keys: (prefix) => [...this.kept.keys()].filter((key) => key.startsWith(prefix)),
    };
  }

  /** Web Locks, exclusive. A lock is on its way for a while, in which nothing takes it back. */
  locksOf(page: VirtualPage): Pick<LockManager, "request"> {
    const request = (name: string, { signal }: LockOptions, task: LockGrantedCallback<unknown>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const grant = (): void => {
          if (page.isGone) return;
          const held = Promise.resolve(task({ name, mode: "exclusive" }));
          void held.then(resolve, reject).finally(() => this.#free(name, waiter));
        };
        const waiter: Waiter = { page, grant, isGranted: false };
        this.#locks.set(name, [...(this.#locks.get(name) ?? []), waiter]);
        signal?.addEventListener("abort", () => {
          if (waiter.isGranted) return;
          this.#free(name, waiter);
          reject(signal.reason);
        });
        this.#grantNext(name);
      });
    // The cast: of the two ways to call it, pages of ours use one.
    return { request } as Pick<LockManager, "request">;
  }

  /** The page is no more, and with it its locks. */
  forget(page: VirtualPage): void {
    this.pages.delete(page);
    for (const [name, waiters] of this.#locks) {
      for (const waiter of waiters) if (waiter.page === page) this.#free(name, waiter);
    }
  }

  #free(name: string, waiter: Waiter): void {
    this.#locks.set(
      name,
      (this.#locks.get(name) ?? []).filter((one) => one !== waiter),
    );
    this.#grantNext(name);
  }

  #grantNext(name: string): void {
    const [first] = this.#locks.get(name) ?? [];
    if (!first || first.isGranted) return;
    first.isGranted = true;
    this.time.after(this.random() * 3, first.grant);
  }
}
