export { WsChatErrorEvent, WsChatMessageEvent, WsChatSendEvent, WsChatStatusEvent } from "./events.ts";
export { english, type Strings } from "./strings.ts";
export { WsChat } from "./ws-chat.ts";
