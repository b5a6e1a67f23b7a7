import { type Chat, createChat } from "@ws-chat/server";
import { onMessage } from "../handler.ts";
import { origins, profiles } from "../profiles.ts";

interface Endpoint {
  readonly path: string;
  readonly chat: Chat;
  readonly origins: readonly string[];
}

/** The chats of a conformance server, and where they are. */
export const chats: readonly Endpoint[] = [
  { path: "/websocket", chat: createChat({ onMessage, onError() {} }), origins: [] },
  ...Object.entries(profiles).map(([name, options]) => ({
    path: `/websocket/${name}`,
    chat: createChat({ onMessage, onError() {}, ...options }),
    origins: origins[name] ?? [],
  })),
];
