import { WsChat } from "@ws-chat/widget/define";

console.log(WsChat.name, "document" in globalThis);
