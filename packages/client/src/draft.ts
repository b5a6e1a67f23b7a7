import { decodeServerFrame, type EntryFrame } from "@ws-chat/protocol";
import { ChatError, type Draft, type ShownMessage } from "./chat-client.ts";

/**
 * A copy of `draft` as the message it will be.
 * @throws {ChatError} `empty`, or `invalid` for content the wire does not take: the server would end the link over it.
 */
export function messageOf(draft: Draft, envelope: Pick<ShownMessage, "id" | "from" | "ts">): ShownMessage {
  const content = typeof draft === "string" ? { text: draft } : draft;
  if (!content.text?.trim() && !content.attachments?.length && content.data === undefined) {
    throw new ChatError("empty", "There is nothing to send.");
  }
  try {
    // Text may be too long here: it is refused later, with the message kept for its author.
    const entry = { ...content, text: "", type: "entry", seq: 1, kind: "message", ...envelope };
    const { type: _type, seq: _seq, kind: _kind, ...message } = decodeServerFrame(JSON.stringify(entry)) as EntryFrame;
    return { ...message, text: content.text.toWellFormed() };
  } catch (error) {
    throw new ChatError("invalid", String(error));
  }
}
