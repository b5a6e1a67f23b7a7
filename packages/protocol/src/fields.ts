import * as is from "./checks.ts";
import type { Attachment, Author, Content, Cursor, QuickReply } from "./frames.ts";
import { limits } from "./limits.ts";

/** Ids of entries and streams, whoever chose them. */
export const messageId = is.pattern(
  new RegExp(`^[A-Za-z0-9_-]{1,${limits.idChars}}$`),
  `1 to ${limits.idChars} characters of A-Z a-z 0-9 _ -`,
);
const epoch = is.string(limits.epochChars, 1);
const seq = is.integer(0);

/** `seq` with the incarnation it counts in. */
export const position = is.object<{ epoch: string; seq: number }>({ epoch, seq });
/** The fields of a {@link Cursor}, for frames that carry one among others. */
export const cursorFields: is.Fields<Cursor> = { epoch, seq, id: is.string(limits.idChars) };
export const cursor = is.object<Cursor>(cursorFields);

export const author = is.object<Author>({
  id: is.string(limits.authorChars, 1),
  name: is.optional(is.string(limits.authorChars)),
  avatar: is.optional(is.string(limits.urlChars, 1)),
  role: is.string(limits.authorChars, 1),
});

/** The fields of {@link Content}, for frames that carry them among others. `url` is the check of an attachment's address. */
/* @__NO_SIDE_EFFECTS__ */
export function contentFields(url: is.Check<string>): is.Fields<Content> {
  return {
    text: is.string(),
    format: is.optional(is.known("markdown")),
    attachments: is.optional(
      is.list(
        is.object<Attachment>({
          url,
          name: is.string(limits.fileNameChars, 1),
          type: is.string(limits.mediaTypeChars, 1),
          size: seq,
          width: is.optional(is.integer(1)),
          height: is.optional(is.integer(1)),
        }),
        limits.attachments,
      ),
    ),
    quickReplies: is.optional(
      is.list(
        is.object<QuickReply>({
          text: is.string(limits.quickReplyChars, 1),
          value: is.optional(is.string(limits.quickReplyValueChars)),
        }),
        limits.quickReplies,
      ),
    ),
    data: is.optional(is.json(limits.dataBytes)),
  };
}
