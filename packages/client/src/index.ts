import type { ChatClient, ClientOptions } from "./chat-client.ts";
import { createClientIn } from "./client.ts";
import { runtime } from "./runtime.ts";

export * from "./chat-client.ts";

/**
 * A conversation, not yet connected: `connect` or the first `send` opens the link.
 * @throws {TypeError} for a `url` that no WebSocket can have from this page.
 * @example
 * const chat = createClient({ url: "wss://example.com/websocket" });
 * await chat.send("hi");
 */
export function createClient(options: ClientOptions): ChatClient {
  return createClientIn(runtime, options);
}
