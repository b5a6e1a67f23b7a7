import type { Chat } from "../chat-types.ts";
import type { Clock } from "../clock.ts";
import type { Core } from "../core.ts";
import type { Log } from "../logs/log.ts";
import { HostedChat } from "./hosted-chat.ts";

/** A runtime that may put a chat away between any two events, and make it again for the next. */
export interface Host {
  readonly clock: Clock;
  /** Where rooms live. Entries kept of each, and for how long, are as the chat's options say. */
  createLog(retention: { readonly entries?: number; readonly ageMs?: number }): Log;
}

let hosting: { readonly host: Host; core?: Core } | undefined;

/** Has `create` create its chat in `host`, whose clock and log are then the defaults. @throws {TypeError} where it creates none. */
export function hostChat(host: Host, create: () => Chat): HostedChat {
  const outer = hosting;
  hosting = { host };
  try {
    const chat = create();
    if (!hosting.core) throw new TypeError("the chat must be created here and now: (env) => createChat({ … })");
    return new HostedChat(chat, hosting.core);
  } finally {
    hosting = outer;
  }
}

/** The host of a chat that is being created. */
export function currentHost(): Host | undefined {
  return hosting?.host;
}

/** A chat was created. */
export function tellHost(core: Core): void {
  if (hosting) hosting.core = core;
}
