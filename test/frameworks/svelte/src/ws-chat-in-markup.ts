import type { WsChat } from "@ws-chat/widget";
import type { HTMLAttributes } from "svelte/elements";

type Properties = { [Name in keyof typeof WsChat.properties]?: WsChat[Name] };
type Events = GlobalEventHandlersEventMap;
type Listeners = {
  [Name in keyof Events as Name extends `ws-chat-${string}` ? `on${Name}` : never]?: (event: Events[Name]) => void;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "ws-chat": Omit<HTMLAttributes<WsChat>, keyof Properties> & Properties & Listeners;
  }
}
