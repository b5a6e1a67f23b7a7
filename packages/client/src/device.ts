import type { Snapshot, Storage } from "./chat-client.ts";
import { randomId } from "./ids.ts";
import type { Unsent } from "./outbox.ts";
import { tabName } from "./storage.ts";

/** What this device keeps of one conversation. Nothing is written before `keepSecret` or a first unsent message. */
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

export function createDevice(storage: Storage, endpoint: string, room = ""): Device {
  const prefix = `ws-chat ${endpoint} `;
  const secretKey = `${prefix}secret`;
  const tab = tabName(randomId);
  // One outbox a tab: each tab sends its own.
  const outboxKey = `${prefix}outbox ${room} ${tab.name}`;
  let state: Snapshot["storage"] = "ok";
  let secret: string | undefined;
  let saved: readonly Unsent[] = [];

  function write(key: string, value: string): void {
    try {
      storage.set(key, value);
      state = "ok";
    } catch {
      state = "unavailable";
    }
  }

  return {
    get storage() {
      return state;
    },
    secret() {
      secret = storage.get(secretKey) ?? secret ?? randomId();
      return secret;
    },
    keepSecret() {
      const mine = secret;
      if (storage.get(secretKey) === undefined) write(secretKey, this.secret());
      return this.secret() === (mine ?? secret);
    },
    loadOutbox() {
      try {
        const kept: readonly Unsent[] = JSON.parse(storage.get(outboxKey) ?? "[]");
        saved = kept.map((unsent) =>
          unsent.item.delivery.state === "failed"
            ? unsent
            : { ...unsent, item: { ...unsent.item, delivery: { state: "queued" } } },
        );
      } catch {
        // Somebody else's value under our key: there is nothing of ours to lose.
      }
      return saved;
    },
    saveOutbox(items) {
      if (items === saved) return;
      saved = items;
      if (items.length === 0) return storage.remove(outboxKey);
      tab.keep();
      write(outboxKey, JSON.stringify(items));
    },
    forget() {
      for (const key of storage.keys(prefix)) storage.remove(key);
      secret = undefined;
    },
  };
}
