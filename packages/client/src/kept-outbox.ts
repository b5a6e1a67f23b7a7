import type { Storage } from "./chat-client.ts";
import type { Device } from "./device.ts";
import { randomId } from "./ids.ts";
import type { Unsent } from "./unsent.ts";
import type { Runtime } from "./runtime.ts";
import { attempt } from "./storage.ts";

/** A page among those of its browser. It tells of `storage`, `pagehide` and `pageshow`. */
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
/**
 * So long is an outbox left alone after its page has left: the next page of that tab comes first, as after a reload. By then
 * all processes of the browser see the same, which they do not at once: storage and locks take different ways. A new page
 * may also have written before it has the lock that it asked for.
 */
const returnMs = 5_000;
/** A lock that is free is granted faster: of what is granted later, the page has just left, and storage may not have told yet. */
const promptMs = 100;

/**
 * The outbox of one client. Each page has its own, under a name that no other ever has, so that no two write over each
 * other. The tab remembers the name, and its next page, as after a reload, takes everything over before it sends a word
 * of its own. Where none comes, any other page adopts what is left. `forgotten` is called when another page, or another
 * client of this one, has removed the visitor's secret.
 */
export function createKeptOutbox(
  runtime: Runtime,
  storage: Storage,
  device: Device,
  adopt: Adopt,
  forgotten: () => void,
): KeptOutbox {
  const { tab } = runtime;
  const { outboxPrefix } = device;
  const locks = tab?.navigator.locks;
  const waitMs = locks ? returnMs : silenceMs;
  // A program has no neighbours, and finds its own again under one name.
  let mine = outboxPrefix;
  let saved: readonly Unsent[] = [];
  let held: AbortController | undefined;
  /** Its page has left, and has not come back. */
  let isGone = false;
  let timer: unknown;
  /** When it fires. */
  let lookAt = Infinity;
  /** Outboxes that are held or waited for. */
  let known = new Set<string>();

  /** What is kept there, and when somebody last said to hold it. */
  function read(key: string): [items: readonly Unsent[], heldAt: number] {
    // Nothing, or somebody else's value under our key: there is nothing of ours to lose.
    return (
      attempt(() => {
        const [items, heldAt] = JSON.parse(storage.get(key) as string);
        return [items.filter(({ item }: Unsent) => item.message.id && item.delivery.state), heldAt];
      }) ?? [[], 0]
    );
  }

  function write(): void {
    if (saved.length > 0) device.write(mine, JSON.stringify([saved, runtime.now() - (held ? 0 : waitMs - returnMs)]));
    else storage.remove(mine);
  }

  /** Whether its page, or the next of that tab, may come for it. Then it is looked at again when it is due. */
  function isAwaited(key: string, grantedMs = 0): boolean {
    // What was held in the future was held long ago: the clock has been set back.
    const restMs = waitMs - Math.abs(runtime.now() - read(key)[1]);
    if (grantedMs < promptMs && restMs <= 0) return false;
    // Timers may be early.
    const ms = (restMs > 0 ? Math.min(restMs, returnMs) : returnMs) + 99;
    if (runtime.now() + ms < lookAt) {
      lookAt = runtime.now() + ms;
      runtime.stopTimer(timer);
      timer = runtime.startTimer(() => {
        lookAt = Infinity;
        if (held) look();
      }, ms);
    }
    return true;
  }

  function take(key: string): void {
    const holder = held;
    const [left] = read(key);
    if (left.length === 0) return;
    adopt(left);
    // Kept twice is sent twice and stored once; kept nowhere is lost. Released by then, it has let all go.
    if (device.storage === "ok" && holder === held) storage.remove(key);
  }

  function lock(key: string, holder: AbortController): void {
    known.add(key);
    const askedAt = runtime.now();
    const task = (): unknown => {
      // What is granted may be released already.
      if (holder !== held) return undefined;
      if (key !== mine) return isAwaited(key, runtime.now() - askedAt) ? known.delete(key) : take(key);
      return new Promise((free) => holder.signal.addEventListener("abort", free));
    };
    // An AbortController has a `signal`, as options have. Where locks are forbidden, so is storage.
    locks?.request(key, holder, task).catch(() => {});
  }

  function look(): void {
    for (const key of storage.keys(outboxPrefix)) {
      if (known.has(key) || isAwaited(key)) continue;
      if (!locks) take(key);
      else if (held) lock(key, held);
    }
  }

  function release(): void {
    held?.abort();
    held = undefined;
    // Who holds nothing hears nothing.
    device.releaseSecret();
    write();
    remember();
  }

  /** A page that leaves is still called by what it hears, as by an attempt that fails: it would hold on to what the next page comes for. */
  function leave(): void {
    release();
    isGone = true;
    // Before who else hears of it holds again.
    tab?.addEventListener("pageshow", () => (isGone = false), { once: true, capture: true });
  }

  function heard({ key, newValue }: StorageEvent): void {
    if (key === device.secretKey && !newValue) forgotten();
    else look();
  }

  /** For the next page of the tab. */
  function remember(): void {
    if (tab && saved.length > 0) attempt(() => (tab.sessionStorage[outboxPrefix] = mine));
  }

  return {
    items: read(mine)[0],
    save(items) {
      if (items === saved) return;
      saved = items;
      write();
      if (isGone) remember();
    },
    hold() {
      if (!tab || isGone) return;
      if (!held) {
        held = new AbortController();
        known = new Set();
        mine = outboxPrefix + randomId();
        lock(mine, held);
        tab.addEventListener("storage", (event) => heard(event as StorageEvent), held);
        tab.addEventListener("pagehide", leave, held);
        tab.addEventListener(device.secretKey, forgotten, held);
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
