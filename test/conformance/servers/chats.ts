import { type Chat, createChat } from "@ws-chat/server";
import { onMessage } from "../handler.ts";
import { profiles } from "../profiles.ts";

/** The chats of a conformance server, by their paths. */
export const chats: readonly (readonly [path: string, chat: Chat])[] = [
  ["/websocket", createChat({ onMessage, onError() {} })],
  ...Object.entries(profiles).map(
    ([name, options]) => [`/websocket/${name}`, createChat({ onMessage, onError() {}, ...options })] as const,
  ),
];
