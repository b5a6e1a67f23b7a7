export type * from "./chat-types.ts";
export type { Connection, Opening, Socket } from "./socket.ts";
export type * from "./logs/log.ts";
