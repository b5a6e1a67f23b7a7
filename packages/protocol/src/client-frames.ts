import type * as frame from "./frames.ts";
import { limits } from "./limits.ts";
import * as is from "./fields.ts";

/** What a client may send: frame type -> check. The server's side of the codec. */
export const clientFrames: {
  readonly [T in frame.ClientFrame["type"]]: is.Check<Extract<frame.ClientFrame, { type: T }>>;
} = {
  hello: is.object<frame.Hello>({
    type: is.oneOf("hello"),
    secret: is.optional(is.pattern(/^[A-Za-z0-9_-]{22}$/, "22 base64url characters (128 bits)")),
    token: is.optional(is.string(limits.tokenBytes, 1)),
    name: is.optional(is.string(limits.nameChars)),
    metadata: is.optional(is.metadata),
    resume: is.optional(is.cursor),
  }),
  send: is.object<frame.Send>({
    type: is.oneOf("send"),
    n: is.integer(1),
    id: is.messageId,
    since: is.optional(is.position),
    ...is.contentFields,
  }),
  history: is.object<frame.HistoryRequest>({ type: is.oneOf("history"), before: is.integer(1), limit: is.integer(1) }),
  typing: is.object<frame.TypingOn>({ type: is.oneOf("typing"), on: is.boolean }),
  read: is.object<frame.ReadUpTo>({ type: is.oneOf("read"), seq: is.integer(0) }),
  stop: is.object<frame.Stop>({ type: is.oneOf("stop"), id: is.messageId }),
  retry: is.object<frame.Retry>({ type: is.oneOf("retry"), seq: is.integer(1) }),
  snapshot: is.object<frame.SnapshotRequest>({ type: is.oneOf("snapshot"), id: is.messageId }),
  ping: is.object<frame.Ping>({ type: is.oneOf("ping") }),
};
