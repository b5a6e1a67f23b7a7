import { WsChat } from "./ws-chat.ts";

// Two copies of the script on one page, or a server that has no registry: neither is an error.
const registry = globalThis.customElements as CustomElementRegistry | undefined;
if (registry && !registry.get("ws-chat")) registry.define("ws-chat", WsChat);

export { WsChat };
