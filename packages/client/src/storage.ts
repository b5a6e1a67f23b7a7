import type { Storage } from "./chat-client.ts";

/** `undefined` where `act` throws, as a browser does that forbids storage. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** A page's own storage as the port; where the browser forbids it, `set` throws. Outside a page it keeps nothing. */
export function pageStorage(): Storage {
  return {
    get: (key) => attempt(() => document && localStorage.getItem(key)) ?? undefined,
    set: (key, value) => globalThis.document && localStorage.setItem(key, value),
    remove: (key) => attempt(() => document && localStorage.removeItem(key)),
    keys: (prefix) =>
      attempt(() => document && Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [],
  };
}
