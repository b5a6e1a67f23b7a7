/** The part of a page that tells of its network and its sleep. */
export type Page = EventTarget & { readonly document?: EventTarget & { readonly hidden: boolean } };

/**
 * Calls `wake` when the page's network or its own sleep changes: online, offline, visible again, thawed, back from the
 * cache. A frozen page runs nothing, so `freeze` says nothing. Outside a page there are no signals.
 */
export function watchPage(wake: () => void, page: Page = globalThis): () => void {
  const { document } = page;
  // An AbortController has a `signal`, as options have.
  const end = new AbortController();
  if (document) {
    for (const type of ["online", "offline", "pageshow"]) page.addEventListener(type, wake, end);
    for (const type of ["visibilitychange", "resume"]) {
      document.addEventListener(type, () => document.hidden || wake(), end);
    }
  }
  return () => end.abort();
}
