import type { Storage } from "./chat-client.ts";

/** A page's own storage as the port; where the browser forbids it, `set` throws. Outside a page it keeps nothing. */
export function pageStorage(): Storage {
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return document && act();
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => attempt(() => localStorage.getItem(key)) ?? undefined,
    set: (key, value) => globalThis.document && localStorage.setItem(key, value),
    remove: (key) => attempt(() => localStorage.removeItem(key)),
    keys: (prefix) => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [],
  };
}
