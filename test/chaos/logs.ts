import type { Log } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";

/** A log of a kind, and how to get rid of it after its chat has closed it. */
export interface OpenedLog {
  readonly log: Log;
  dispose(): Promise<void>;
}

/** Every log that a promise is kept on: one row each. */
export const logs: readonly { readonly name: string; open(): Promise<OpenedLog> }[] = [
  { name: "memory", open: () => Promise.resolve({ log: createMemoryLog(), dispose: () => Promise.resolve() }) },
];
