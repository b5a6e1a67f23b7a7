export { type ChatHandlerOptions, chatHandler } from "./chat-handler.ts";
