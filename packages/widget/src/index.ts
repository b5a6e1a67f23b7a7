export {
  WsChatErrorEvent,
  WsChatMessageEvent,
  WsChatSendEvent,
  WsChatStatusEvent,
  WsChatUnreadEvent,
} from "./events.ts";
export { WsChatHideEvent, WsChatShowEvent } from "./parts/launcher-events.ts";
export { strings as english } from "./languages/en.ts";
export type { Strings } from "./strings.ts";
export { WsChat } from "./ws-chat.ts";
