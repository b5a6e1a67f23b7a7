export { type ChatHandlerOptions, chatHandler } from "./chat-handler.ts";
export { chatRoom, type ChatRoomClass, type ChatRoomObject } from "./chat-room.ts";
export { type RemoteRoom, rooms } from "./rooms.ts";
export type { ObjectNamespace } from "./workers.ts";
export { type Bucket, createR2Uploads, type R2UploadsOptions } from "./r2-uploads.ts";
