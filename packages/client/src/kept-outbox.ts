import type { Storage } from "./chat-client.ts";
import type { Device } from "./device.ts";
import { randomId } from "./ids.ts";
import type { Unsent } from "./outbox.ts";
import type { Runtime } from "./runtime.ts";
import { attempt } from "./storage.ts";

/** A page among those of its browser. It tells of `storage` and `pagehide`. */
export interface Tab extends EventTarget {
  /** No `locks` on plain `http:` pages. */
  readonly navigator: { readonly locks?: Pick<LockManager, "request"> };
  /** What outlives the page in its tab. Throws where it is forbidden. */
  readonly sessionStorage: Record<string, string | undefined>;
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

/**
 * MUST let go of what is `gone`, take in what another page has `left`, and save before it returns. Without `gone`, what is
 * here already comes anew: it may have been left in two places, and goes where it stands with what was written after it.
 */
export type Adopt = (left: readonly Unsent[], gone?: readonly Unsent[]) => void;

/** Without locks, a page that has not said for so long that it lives is gone. An overlap is harmless: a log stores an id once. */
const silenceMs = 60_000;
/** A page may have written before it has the lock that it asked for. */
const newMs = 2_000;

/**
 * The outbox of one client. Each page has its own, under a name that no other ever has, so that no two write over each
 * other. The tab remembers the name, and its next page, as after a reload, takes everything over before it sends a word
 * of its own. Any other page sends what is left as well, but leaves it in its place: whose it is may still come back.
 */
export function createKeptOutbox(runtime: Runtime, storage: Storage, device: Device, adopt: Adopt): KeptOutbox {
  const { tab } = runtime;
  const { outboxPrefix } = device;
  const locks = tab?.navigator.locks;
  // A program has no neighbours, and finds its own again under one name.
  let mine = outboxPrefix;
  let saved: readonly Unsent[] = [];
  let held: AbortController | undefined;
  /** Outboxes that are held or waited for. */
  let known = new Set<string>();

  /** What is kept there, and when somebody last said to hold it: 0 once its page has left. */
  function read(key: string): [items: readonly Unsent[], heldAt: number] {
    // Nothing, or somebody else's value under our key: there is nothing of ours to lose.
    return attempt(() => JSON.parse(storage.get(key) as string)) ?? [[], 0];
  }

  function put(key: string): void {
    const items = saved.filter(({ keptIn = mine }) => keptIn === key);
    if (items.length === 0) storage.remove(key);
    else device.write(key, JSON.stringify([items, held ? runtime.now() : 0]));
  }

  function write(before = saved): void {
    for (const key of storage.keys(outboxPrefix)) {
      if (before.some(({ keptIn }) => keptIn === key)) put(key);
    }
    put(mine);
  }

  /** Adopts what is kept there, where it stays if it is `keptIn`. */
  function take(key: string, keptIn?: string): void {
    const holder = held;
    const left = read(key)[0].map((unsent) => ({ ...unsent, keptIn }));
    if (left.length === 0) return;
    adopt(left);
    // Kept twice is sent twice and stored once; kept nowhere is lost. Released by then, it has let all go.
    if (device.storage === "ok" && holder === held) put(key);
  }

  function lock(key: string, holder: AbortController): void {
    known.add(key);
    const task = (): unknown => {
      // What is granted may be released already, or by what is taken.
      if (holder === held && key !== mine) {
        look();
        take(key, key);
      }
      return holder === held && new Promise((free) => holder.signal.addEventListener("abort", free));
    };
    // An AbortController has a `signal`, as options have. Where locks are forbidden, so is storage.
    locks?.request(key, holder, task).catch(() => {});
  }

  function look(): void {
    // The next page of their tab has them now.
    const gone = saved.filter(({ keptIn }) => keptIn && !storage.get(keptIn));
    if (gone.length > 0) adopt([], gone);
    for (const key of storage.keys(outboxPrefix)) {
      if (known.has(key) || runtime.now() - read(key)[1] < (locks ? newMs : silenceMs)) continue;
      if (!locks) take(key, key);
      else if (held) lock(key, held);
    }
  }

  function release(): void {
    held?.abort();
    held = undefined;
    write();
    if (tab && saved.length > 0) attempt(() => (tab.sessionStorage[outboxPrefix] = mine));
  }

  return {
    items: read(mine)[0],
    save(items) {
      if (items === saved) return;
      const before = saved;
      saved = items;
      write(before);
    },
    hold() {
      if (!tab) return;
      if (!held) {
        held = new AbortController();
        known = new Set();
        mine = outboxPrefix + randomId();
        lock(mine, held);
        tab.addEventListener("storage", look, held);
        tab.addEventListener("pagehide", release, held);
        const last = attempt(() => tab.sessionStorage[outboxPrefix]) ?? "";
        const gone = saved;
        if (device.storage === "ok" && gone.length > 0) {
          // While it was not held, another page may have adopted it.
          saved = [];
          adopt([], gone);
        }
        take(last);
      }
      // A lock says by itself who lives.
      if (!locks) write();
      look();
    },
    release,
  };
}
