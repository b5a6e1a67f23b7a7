import type { Storage } from "./chat-client.ts";

/** Keeps values as long as the program runs. */
export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/** The page's `localStorage`; where that is forbidden, `set` throws. Outside a page, memory. */
export function pageStorage(): Storage {
  if (typeof document === "undefined") return memoryStorage();
  return {
    get: (key) => attempt(() => localStorage.getItem(key)) ?? undefined,
    set: (key, value) => localStorage.setItem(key, value),
    remove: (key) => attempt(() => localStorage.removeItem(key)),
    keys: (prefix) => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [],
  };
}

const tabKey = "ws-chat tab";

/** Names this tab across reloads. It is written down only by `keep`, once there is something to find again. */
export function tabName(mint: () => string): { readonly name: string; keep(): void } {
  // Where there are no tabs, a program that brings its own storage finds its outbox again under one name.
  if (typeof document === "undefined") return { name: "", keep() {} };
  const name = attempt(() => sessionStorage.getItem(tabKey)) ?? mint();
  return { name, keep: () => attempt(() => sessionStorage.setItem(tabKey, name)) };
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
