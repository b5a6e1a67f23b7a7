export type * from "./chat-types.ts";
export { createChat } from "./chat.ts";
export type { Clock } from "./clock.ts";
export { echo } from "./options.ts";
export type { Connection, Opening, Socket } from "./socket.ts";
export type * from "./logs/log.ts";
export type { Reading, UploadOptions } from "./uploads/upload-options.ts";
export type * from "./uploads/upload-store.ts";
