import { createDevice } from "./device.ts";
import { itemOf } from "./items.ts";
import { createKeptOutbox, type KeptOutbox } from "./kept-outbox.ts";
import { createOutbox } from "./outbox.ts";
import type { Unsent } from "./unsent.ts";
import { FakeRuntime, settle } from "./runtime.test-support.ts";
import { memoryStorage } from "./storage.test-support.ts";
import { FakeLocks, FakeTab } from "./tab.test-support.ts";

/** A queued message whose text is its id. */
export const unsent = (id: string): Unsent => {
  const message = { id, from: { id: "me", role: "visitor" }, ts: 1, text: id };
  return { item: { ...itemOf("me", message), delivery: { state: "queued" } } };
};

/** A page with an outbox. */
export interface Page {
  readonly tab: FakeTab;
  readonly kept: KeptOutbox;
  /** Ids in order. */
  has(): string[];
  /** Queues one more and keeps it. */
  add(id: string): void;
  /** It is stored. */
  remove(id: string): void;
}

/** Pages of one origin: one storage, one lock manager or none, one clock. */
export class FakeBrowser {
  readonly storage = memoryStorage();
  readonly locks: FakeLocks | undefined;
  time = 1_000_000;
  isFull = false;
  readonly #runtimes: FakeRuntime[] = [];

  constructor({ hasLocks = true } = {}) {
    this.locks = hasLocks ? new FakeLocks() : undefined;
  }

  get outboxes(): number {
    return this.storage.values.size;
  }

  /** A page in a tab of its own, or in one with a `memory`. */
  open(room?: string, memory?: Record<string, string>): Page {
    const tab = new FakeTab(this.locks, memory);
    const runtime = Object.assign(new FakeRuntime(), { tab, now: () => this.time });
    this.#runtimes.push(runtime);
    const storage = {
      ...this.storage,
      set: (key: string, value: string) => {
        if (this.isFull) throw new Error("QuotaExceededError");
        this.storage.set(key, value);
      },
    };
    const outbox = createOutbox([]);
    const kept = createKeptOutbox(
      runtime,
      storage,
      createDevice(storage, "ws://host/c", room),
      (left, gone) => {
        for (const { item } of gone ?? left) outbox.settle(item.key);
        outbox.adopt(left.filter(({ item }) => !outbox.items.some(({ item: { key } }) => key === item.key)));
        kept.save(outbox.items);
      },
      () => {},
    );
    kept.hold();
    return {
      tab,
      kept,
      has: () => outbox.items.map(({ item }) => item.key),
      remove(id) {
        outbox.settle(id);
        kept.save(outbox.items);
      },
      add(id) {
        outbox.add(unsent(id));
        kept.save(outbox.items);
      },
    };
  }

  /** Lets so much time go by that whoever waits for what was left has looked for it, and looked again. */
  async pass(): Promise<void> {
    for (let looks = 0; looks < 2; looks += 1) {
      this.time += 5_000;
      for (const runtime of this.#runtimes) {
        const due = [...runtime.timers];
        runtime.timers.clear();
        for (const { run } of due) run();
      }
      await settle();
    }
  }

  /** Lets tenths of a second go by, for every page's timers too. */
  async later(tenths: number): Promise<void> {
    for (let passed = 0; passed < tenths; passed += 1) {
      this.time += 100;
      await Promise.all(this.#runtimes.map((runtime) => runtime.pass(100)));
    }
  }

  /** The next page in the tab of one that has left. */
  reload({ tab }: Page): Page {
    return this.open(undefined, tab.sessionStorage);
  }
}
