export {
  WsChatErrorEvent,
  WsChatMessageEvent,
  WsChatSendEvent,
  WsChatStatusEvent,
  WsChatUnreadEvent,
} from "./events.ts";
export { WsChatHideEvent, WsChatShowEvent } from "./parts/launcher-events.ts";
export { english } from "./english.ts";
export type { Strings } from "./strings.ts";
export { WsChat } from "./ws-chat.ts";
