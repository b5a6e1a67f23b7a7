export { type Attachment, attachChat } from "./attach.ts";
export type { AttachOptions } from "./options.ts";
