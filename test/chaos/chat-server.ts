import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Entry } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat, type Log } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";

export interface ChatServer {
  readonly chat: Chat;
  readonly port: number;
  /** What `onError` heard. */
  readonly errors: unknown[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A chat on a port of its own that lets one client say as much as ten thousand would. */
export async function startChat({ limits, ...options }: ChatOptions, page?: RequestListener): Promise<ChatServer> {
  const http = createServer(page).listen(0, "127.0.0.1");
  await once(http, "listening");
  const errors: unknown[] = [];
  const chat = createChat({
    onError: (error) => errors.push(error),
    limits: { rate: { perSecond: 100_000, burst: 100_000 }, ...limits },
    ...options,
  });
  const attachment = attachChat(http, chat);
  return {
    chat,
    // The cast: a server that listens on a TCP port has such an address.
    port: (http.address() as AddressInfo).port,
    errors,
    async [Symbol.asyncDispose]() {
      await attachment.close();
      http.closeAllConnections();
      http.close();
    },
  };
}

/** All that a room's log has, by reading it as the server does. */
export async function entriesOf(log: Log, room: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const page = await log.read(room, { after: entries.at(-1)?.seq ?? 0, limit: 1_000, maxBytes: 1_000_000 });
    if (page.entries.length === 0) return entries;
    entries.push(...page.entries);
  }
}
