import type { ChatClient, ClientOptions } from "./chat-client.ts";
import { createClientIn } from "./client.ts";
import { prefixOf } from "./device.ts";
import { resolveEndpoint } from "./endpoint.ts";
import { runtime } from "./runtime.ts";

export { attachmentUrl } from "./attachment-url.ts";
export * from "./chat-client.ts";

/**
 * A conversation, not yet connected: `connect` or the first `send` opens the link.
 * @throws {TypeError} for a `url` that no WebSocket can have from this page.
 * @example
 * const chat = createClient({ url: "wss://example.com/websocket" });
 * await chat.send("hi");
 */
export function createClient(options: ClientOptions): ChatClient {
  // The cast: plain JavaScript may forget them, and is told what is missing.
  return createClientIn(runtime, options ?? ({} as ClientOptions));
}

/**
 * What the keys of all that is kept of conversations at `url` begin with, in the page's storage: a key that does means that the visitor has written
 * there. Loads, writes and opens nothing.
 * @throws {TypeError} for a `url` that no WebSocket can have from this page.
 */
export function storagePrefix(url: string): string {
  return prefixOf(resolveEndpoint(url).key);
}
