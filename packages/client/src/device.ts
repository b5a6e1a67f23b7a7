import type { Snapshot, Storage } from "./chat-client.ts";
import { randomId } from "./ids.ts";
import type { Unsent } from "./outbox.ts";
import { pageStorage } from "./storage.ts";

/** What this device keeps of one conversation. Nothing is written before a first message is sent. */
export interface Device {
  /** How the last write went. */
  readonly storage: Snapshot["storage"];
  /** The visitor's secret for the next hello. */
  secret(): string;
  /** Writes the secret down; `false` where another tab has written one in the meantime, which holds from now on. */
  keepSecret(): boolean;
  loadOutbox(): readonly Unsent[];
  saveOutbox(items: readonly Unsent[]): void;
  /** Removes everything kept for the endpoint. */
  forget(): void;
}

const tabKey = "ws-chat tab";

export function createDevice(storage: Storage, endpoint: string, room = ""): Device {
  const prefix = `ws-chat ${endpoint} `;
  const secretKey = `${prefix}secret`;
  const tabs = pageStorage(() => sessionStorage);
  // Each tab sends its own outbox. Where there are no tabs, a program finds its own again under one name.
  const tab = typeof document === "undefined" ? "" : (tabs.get(tabKey) ?? randomId());
  const outboxKey = `${prefix}outbox ${room} ${tab}`;
  let state: Snapshot["storage"] = "ok";
  let secret: string | undefined;
  let saved: readonly Unsent[] = [];

  function write(key: string, value: string): void {
    try {
      storage.set(key, value);
      state = "ok";
      tabs.set(tabKey, tab);
    } catch {
      state = "unavailable";
    }
  }

  const device: Device = {
    get storage() {
      return state;
    },
    secret() {
      secret = storage.get(secretKey) ?? secret ?? randomId();
      return secret;
    },
    keepSecret() {
      const mine = secret;
      if (!storage.get(secretKey)) write(secretKey, device.secret());
      return device.secret() === (mine ?? secret);
    },
    loadOutbox() {
      try {
        saved = JSON.parse(storage.get(outboxKey) ?? "[]");
      } catch {
        // Somebody else's value under our key: there is nothing of ours to lose.
      }
      return saved;
    },
    saveOutbox(items) {
      if (items === saved) return;
      saved = items;
      if (items.length > 0) write(outboxKey, JSON.stringify(items));
      else storage.remove(outboxKey);
    },
    forget() {
      for (const key of storage.keys(prefix)) storage.remove(key);
      secret = undefined;
    },
  };
  return device;
}
