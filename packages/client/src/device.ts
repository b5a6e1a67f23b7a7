import { secretPattern } from "@ws-chat/protocol";
import type { Snapshot, Storage } from "./chat-client.ts";
import { randomId } from "./ids.ts";
import { attempt } from "./storage.ts";

/** What this device keeps of one conversation. Nothing is written before a first message is sent. */
export interface Device {
  /** How the last write went. */
  readonly storage: Snapshot["storage"];
  /** The key of the visitor's secret. */
  readonly secretKey: string;
  /** What the keys of the conversation's outboxes begin with. */
  readonly outboxPrefix: string;
  /** `storage` says how it went. */
  write(key: string, value: string): void;
  /** The visitor's secret for the next hello. */
  secret(): string;
  /** Writes the secret down; `false` where another tab has written one in the meantime, which holds from now on. */
  keepSecret(): boolean;
  /** Has a secret that is kept no longer in mind: it may be removed unheard. */
  releaseSecret(): void;
  /** Lets go of the secret that it has in mind: the next is what others have kept by then, or a new one. */
  forgetSecret(): void;
  /** Removes everything kept for the endpoint. */
  forget(): void;
}

/** What the keys of all that is kept of an endpoint's conversations begin with. */
export const prefixOf = (endpoint: string): string => `ws-chat ${endpoint} `;

export function createDevice(storage: Storage, endpoint: string, room = ""): Device {
  const prefix = prefixOf(endpoint);
  const secretKey = `${prefix}secret`;
  // A room's name may have blanks in it; quoted, none begins like another.
  const outboxPrefix = `${prefix}outbox ${JSON.stringify(room)} `;
  let state: Snapshot["storage"] = "ok";
  let secret: string | undefined;

  function write(key: string, value: string): void {
    state = attempt(() => (storage.set(key, value), "ok" as const)) ?? "unavailable";
  }

  /** A server refuses a hello with anything else, each time. */
  function kept(): string | undefined {
    const value = storage.get(secretKey);
    return value && secretPattern.test(value) ? value : undefined;
  }

  const device: Device = {
    get storage() {
      return state;
    },
    secretKey,
    outboxPrefix,
    write,
    secret() {
      secret = kept() ?? secret ?? randomId();
      return secret;
    },
    keepSecret() {
      const mine = secret;
      if (!kept()) write(secretKey, device.secret());
      return device.secret() === (mine ?? secret);
    },
    releaseSecret() {
      if (kept()) secret = undefined;
    },
    forgetSecret() {
      // It may have been written down once more before the word of its removal came.
      if (secret && kept() === secret) storage.remove(secretKey);
      secret = undefined;
    },
    forget() {
      for (const key of storage.keys(prefix)) storage.remove(key);
      device.forgetSecret();
    },
  };
  return device;
}
