import type { Storage } from "@ws-chat/client";

/** The storage of a device that no other client shares. */
export function ownStorage(): Storage {
  const map = new Map<string, string>();
  return {
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    keys: (prefix) => [...map.keys()].filter((key) => key.startsWith(prefix)),
  };
}
