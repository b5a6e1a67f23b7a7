import type { Check } from "./checks.ts";
import * as is from "./checks.ts";
import { cursor, messageId, position } from "./fields.ts";
import type * as frame from "./frames.ts";
import { limits } from "./limits.ts";
import { secretPattern } from "./secret-pattern.ts";

/** A string of `min` to `max` characters that also has this shape. */
/* @__NO_SIDE_EFFECTS__ */
function shaped(max: number, min: number, shape: RegExp, wanted: string): Check<string> {
  const [sized, formed] = [is.string(max, min), is.pattern(shape, wanted)];
  return (value, path) => formed(sized(value, path), path);
}

/** Where a visitor's attachment may point: `http:`, `https:`, or a path of the same site. Never a scheme that runs code. */
const webUrl = shaped(
  limits.urlChars,
  1,
  /^(?:https?:\/\/|\.{0,2}\/)[^\s\p{Cc}]*$/iu,
  "an http(s) URL or a path that starts with /, ./ or ../",
);

/** What a visitor may say. */
const content: is.Fields<frame.Content> = {
  text: is.string(),
  format: is.optional(is.known("markdown")),
  attachments: is.optional(
    is.list(
      is.object<frame.Attachment>({
        url: webUrl,
        name: is.string(limits.fileNameChars, 1),
        type: is.string(limits.mediaTypeChars, 1),
        size: is.integer(0),
        width: is.optional(is.integer(1)),
        height: is.optional(is.integer(1)),
      }),
      limits.attachments,
    ),
  ),
  quickReplies: is.optional(
    is.list(
      is.object<frame.QuickReply>({
        text: is.string(limits.quickReplyChars, 1),
        value: is.optional(is.string(limits.quickReplyValueChars)),
      }),
      limits.quickReplies,
    ),
  ),
  data: is.optional(is.json(limits.dataBytes)),
};

const number = { n: is.integer(1), id: messageId };
/** What a `send` has to have to be answered at all. */
export const sendNumber = is.object<Pick<frame.Send, "n" | "id">>(number);

/** The copy of a frame begins with its `type`, which was known before its fields were looked at. */
/* @__NO_SIDE_EFFECTS__ */
function frameOf<F extends frame.ClientFrame>(type: F["type"], fields: is.Fields<Omit<F, "type">>): Check<F> {
  // The cast: with its type, it is whole.
  return is.object(fields, { type }) as Check<unknown> as Check<F>;
}

/** What a client may send: frame type -> check of all its fields. The server's side of the codec. */
export const clientFrames: {
  readonly [T in frame.ClientFrame["type"]]: Check<Extract<frame.ClientFrame, { type: T }>>;
} = {
  hello: frameOf<frame.Hello>("hello", {
    secret: is.optional(is.pattern(secretPattern, "22 base64url characters (128 bits)")),
    token: is.optional(is.string(limits.tokenChars, 1)),
    name: is.optional(shaped(limits.nameChars, 0, /^\P{Cc}*$/u, "without control characters")),
    metadata: is.optional(is.flat(limits.metadataBytes)),
    resume: is.optional(cursor),
  }),
  send: frameOf<frame.Send>("send", { ...number, since: is.optional(position), ...content }),
  history: frameOf<frame.HistoryRequest>("history", { before: is.integer(1), limit: is.integer(1) }),
  typing: frameOf<frame.TypingOn>("typing", { on: is.boolean }),
  read: frameOf<frame.ReadUpTo>("read", { seq: is.integer(0) }),
  stop: frameOf<frame.Stop>("stop", { id: messageId }),
  retry: frameOf<frame.Retry>("retry", { seq: is.integer(1) }),
  snapshot: frameOf<frame.SnapshotRequest>("snapshot", { id: messageId }),
  ping: frameOf<frame.Ping>("ping", {}),
};
