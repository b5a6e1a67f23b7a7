import type { WsChat, WsChatMessageEvent } from "@ws-chat/widget";
import type { HTMLAttributes } from "svelte/elements";

type Properties = { [Name in keyof typeof WsChat.properties]?: WsChat[Name] };
interface Listeners {
  "onws-chat-message"?: (event: WsChatMessageEvent) => void;
}

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "ws-chat": Omit<HTMLAttributes<WsChat>, keyof Properties> & Properties & Listeners;
  }
}
