import type { WsChat } from "@ws-chat/widget";
import type { HTMLAttributes, ReservedProps } from "vue";

type Properties = { [Name in keyof typeof WsChat.properties]?: WsChat[Name] };
type Common = Omit<HTMLAttributes, keyof Properties> & ReservedProps;
type Events = GlobalEventHandlersEventMap;
type Listeners = {
  [Name in keyof Events as Name extends `ws-chat-${infer Rest}` ? `onWsChat${Capitalize<Rest>}` : never]?: (
    event: Events[Name],
  ) => void;
};

declare module "vue" {
  interface GlobalComponents {
    "ws-chat": new () => WsChat & { $props: Common & Properties & Listeners };
  }
}
