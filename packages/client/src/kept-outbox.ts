import type { Storage } from "./chat-client.ts";
import type { Device } from "./device.ts";
import { randomId } from "./ids.ts";
import type { Unsent } from "./outbox.ts";
import type { Runtime } from "./runtime.ts";

/** A page among those of its browser. It tells of `storage` and `pagehide`. */
export interface Tab extends EventTarget {
  /** No `locks` on plain `http:` pages. */
  readonly navigator: { readonly locks?: Pick<LockManager, "request"> };
}

/** A client's outbox in storage, and its right to it. */
export interface KeptOutbox {
  /** What an earlier run has left. In a page that is for `hold` to find. */
  readonly items: readonly Unsent[];
  save(items: readonly Unsent[]): void;
  /** Keeps others from adopting it until `release`, and adopts what nobody holds. MUST be called again and again. */
  hold(): void;
  release(): void;
}

/** MUST save what another page has `left` before it returns. Instead of this client's own there is `rest`, if given. */
export type Adopt = (left: readonly Unsent[], rest?: readonly Unsent[]) => void;

/** Without locks, a page that has not said for so long that it lives is gone. An overlap is harmless: a log stores an id once. */
const silenceMs = 60_000;

/**
 * The outbox of one client. Each has its own, under a name that no other knows, so that no two write over each other; a
 * reloaded page adopts what it left like any other page.
 */
export function createKeptOutbox(runtime: Runtime, storage: Storage, device: Device, adopt: Adopt): KeptOutbox {
  const { tab } = runtime;
  const locks = tab?.navigator.locks;
  // A program has no neighbours, and finds its own again under one name.
  const mine = device.outboxPrefix + (tab ? randomId() : "");
  let saved: readonly Unsent[] = [];
  let isKept = false;
  let held: AbortController | undefined;
  /** Outboxes that are held, waited for or adopted already. */
  let known = new Set<string>();

  function read(key: string): [items: readonly Unsent[], heldAt: number] {
    try {
      return JSON.parse(storage.get(key) as string);
    } catch {
      // Nothing, or somebody else's value under our key: there is nothing of ours to lose.
      return [[], 0];
    }
  }

  /** With the time at which this page last said that it lives; 0 when it leaves. */
  function write(heldAt: number): void {
    isKept = device.write(mine, JSON.stringify([saved, heldAt]));
  }

  function lock(key: string, task: () => void): void {
    // An AbortController has a `signal`, as options have. Where locks are forbidden, so is storage.
    locks?.request(key, held ?? {}, task).catch(() => {});
  }

  function take(key: string): void {
    adopt(read(key)[0]);
    // Kept twice is sent twice and stored once; kept nowhere is lost.
    if (device.storage === "ok") {
      known.delete(key);
      storage.remove(key);
    }
  }

  function look(): void {
    for (const key of storage.keys(device.outboxPrefix)) {
      if (known.has(key) || (!locks && runtime.now() - read(key)[1] < silenceMs)) continue;
      known.add(key);
      if (locks) lock(key, () => take(key));
      else take(key);
    }
  }

  function release(): void {
    held?.abort();
    held = undefined;
    if (isKept) write(0);
  }

  return {
    items: read(mine)[0],
    save(items) {
      if (items === saved) return;
      saved = items;
      isKept = false;
      if (items.length > 0) write(runtime.now());
      else storage.remove(mine);
    },
    hold() {
      if (!tab) return;
      if (!held) {
        const { signal } = (held = new AbortController());
        known = new Set([mine]);
        // While it was not held, another page may have adopted it.
        if (isKept && !storage.get(mine)) adopt([], []);
        lock(mine, () => new Promise((free) => signal.addEventListener("abort", free)));
        tab.addEventListener("storage", look, held);
        tab.addEventListener("pagehide", release, held);
      }
      if (isKept) write(runtime.now());
      look();
    },
    release,
  };
}
