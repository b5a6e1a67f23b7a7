import { type Author, type Content, decodeServerFrame, fitsBytes, limits, ProtocolError } from "@ws-chat/protocol";
import type { Draft } from "./chat-types.ts";

/** What a message may have besides text, in the order in which it is stored. */
const parts = ["format", "attachments", "quickReplies", "data"] as const;

/** Only what a message says, of something that says more. */
export function contentIn(source: Content): Content {
  const content: { -readonly [K in keyof Content]: Content[K] } = { text: source.text };
  for (const part of parts) if (source[part] !== undefined) Object.assign(content, { [part]: source[part] });
  return content;
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

const sampleAuthor: Author = { id: "bot", role: "bot" };

/** Runs the check of the client, which would drop its link over a frame it cannot read. */
function checked(content: Content, from: Author): Content {
  try {
    const frame = decodeServerFrame(
      JSON.stringify({ ...content, type: "entry", seq: 1, kind: "message", id: "x", ts: 0, from }),
    );
    if (typeof content.text === "string" && frame?.type === "entry") return contentIn(frame);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new TypeError(`this cannot be sent: ${error.message.replace(/^entry\./, "")}`, { cause: error });
  }
  throw new TypeError("this cannot be sent: text must be a string");
}
