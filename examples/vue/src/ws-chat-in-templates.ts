import type { WsChat, WsChatErrorEvent, WsChatMessageEvent, WsChatStatusEvent } from "@ws-chat/widget";
import type { HTMLAttributes, ReservedProps } from "vue";

type Properties = { [Name in keyof typeof WsChat.properties]?: WsChat[Name] };
type Common = Omit<HTMLAttributes, keyof Properties> & ReservedProps;
interface Listeners {
  onWsChatMessage?: (event: WsChatMessageEvent) => void;
  onWsChatStatus?: (event: WsChatStatusEvent) => void;
  onWsChatError?: (event: WsChatErrorEvent) => void;
}

declare module "vue" {
  interface GlobalComponents {
    "ws-chat": new () => WsChat & { $props: Common & Properties & Listeners };
  }
}
