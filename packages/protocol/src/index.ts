export * from "./frames.ts";
export { type CloseCode, type CloseName, closeCodes, closeMeanings, retryOf } from "./close-codes.ts";
export { decodeClientFrame, decodeServerFrame, encodeAck, encodeFrame } from "./codec.ts";
export { fitsBytes } from "./checks.ts";
export { messageId } from "./fields.ts";
export { limits } from "./limits.ts";
export { ProtocolError } from "./protocol-error.ts";
export { secretPattern } from "./secret-pattern.ts";
