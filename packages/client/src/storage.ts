import type { Storage } from "./chat-client.ts";

/** A page's own storage as the port; where the browser forbids it, `set` throws. Outside a page it keeps nothing. */
export function pageStorage(area: () => globalThis.Storage = () => localStorage): Storage {
  const inPage = typeof document !== "undefined";
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return inPage ? act() : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => attempt(() => area().getItem(key)) ?? undefined,
    set: (key, value) => inPage && area().setItem(key, value),
    remove: (key) => attempt(() => area().removeItem(key)),
    keys: (prefix) => attempt(() => Object.keys(area()).filter((key) => key.startsWith(prefix))) ?? [],
  };
}
