/**
 * Calls `wake` when the page's network or its own sleep changes: online, offline, visible again, thawed, back from the
 * cache. A frozen page runs nothing, so `freeze` says nothing. Outside a page there are no signals.
 */
export function watchPage(wake: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  if (typeof document !== "undefined") {
    for (const type of ["online", "offline", "pageshow"]) addEventListener(type, wake, { signal });
    for (const type of ["visibilitychange", "resume"]) {
      document.addEventListener(type, () => document.hidden || wake(), { signal });
    }
  }
  return () => end.abort();
}
