import {
  type Author,
  type Content,
  decodeServerFrame,
  type Entry,
  fitsBytes,
  limits,
  messageId,
  ProtocolError,
} from "@ws-chat/protocol";
import type { Draft } from "../chat-types.ts";
import type { NewEntry } from "../logs/log.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a message may have besides text, in the order in which it is stored. */
const parts = ["format", "attachments", "quickReplies", "data"] as const;

/** Who says it, when, under which id; and where it answers, what and how. */
interface Head extends Pick<Entry, "id" | "from" | "ts"> {
  readonly re?: Entry["re"] | undefined;
  readonly status?: Entry["status"] | undefined;
}

/** A message as the log takes it: of `content`, only what a message says. */
export function messageOf({ id, from, ts, re, status }: Head, content: Content): NewEntry {
  const entry: Mutable<NewEntry> = { kind: "message", id, from, ts, text: content.text };
  for (const part of parts) if (content[part] !== undefined) Object.assign(entry, { [part]: content[part] });
  if (re !== undefined) entry.re = re;
  if (status) entry.status = status;
  return entry;
}

export function saysNothing({ text, attachments, data }: Content): boolean {
  return !/\S/.test(text) && !attachments?.length && data === undefined;
}

/**
 * Checks what the server's side wants to say.
 * @throws {TypeError} where a client could not read it. @throws {RangeError} where the text is over `replyBytes`.
 */
export function contentOf(draft: Draft): Content {
  const content = typeof draft === "string" ? { text: draft.toWellFormed() } : checked({ ...draft }, sampleAuthor);
  if (!fitsBytes(content.text, limits.replyBytes)) {
    throw new RangeError(`text is longer than ${limits.replyBytes} bytes; split it into several messages`);
  }
  return content;
}

/** Checks an author of the server's own. @throws {TypeError} */
export function authorIn(author: Author): Author {
  checked({ text: "" }, author);
  return author;
}

/** Checks an id that the server's own code chose. @throws {TypeError} */
export function idIn(id: string): string {
  return explained(() => messageId(id, "id"));
}

const sampleAuthor: Author = { id: "bot", role: "bot" };

/** Runs the check of the client, which would drop its link over a frame it cannot read. */
function checked(content: Content, from: Author): Content {
  const head = { type: "entry", seq: 1, kind: "message", id: "x", ts: 0, from };
  const frame = explained(() => decodeServerFrame(JSON.stringify({ ...content, ...head })));
  if (typeof content.text === "string" && frame?.type === "entry") return frame;
  throw new TypeError(
    "this cannot be sent: text must be a string; give one, { text }, or as an answer an async iterable",
  );
}

/** What the wire does not take is a wrong argument here. */
function explained<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new TypeError(`this cannot be sent: ${error.message.replace(/^entry\./, "")}`, { cause: error });
  }
}
