/** What a page knows of its network and of its own sleep. `wake`: online again, visible again, thawed or back from the cache. */
export type PageSignal = "wake" | "offline";

/** Reports signals until the returned function is called. Outside a page there are none. */
export function watchPage(report: (signal: PageSignal) => void): () => void {
  if (typeof document === "undefined") return () => {};
  const end = new AbortController();
  const on = (target: EventTarget, type: string, signal: PageSignal, when = () => true): void =>
    target.addEventListener(type, () => when() && report(signal), { signal: end.signal });
  on(globalThis, "online", "wake");
  on(globalThis, "offline", "offline");
  on(globalThis, "pageshow", "wake");
  on(document, "visibilitychange", "wake", () => !document.hidden);
  // A frozen page runs nothing, so there is nothing to do at `freeze`.
  on(document, "resume", "wake");
  return () => end.abort();
}
