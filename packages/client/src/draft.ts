import { decodeServerFrame, type EntryFrame } from "@ws-chat/protocol";
import { ChatError, type Draft, type ShownMessage } from "./chat-client.ts";
import { shownOf } from "./items.ts";

/**
 * A copy of `draft` as the message it will be.
 * @throws {ChatError} `empty`, or `invalid` for content the wire does not take: the server would end the link over it.
 */
export function messageOf(draft: Draft, envelope: Pick<ShownMessage, "id" | "from" | "ts">): ShownMessage {
  const content = typeof draft === "string" ? { text: draft } : draft;
  try {
    const entry = { ...content, ...envelope, type: "entry", kind: "message", seq: 1 };
    const { seq: _, ...message } = shownOf(decodeServerFrame(JSON.stringify(entry)) as EntryFrame) as ShownMessage;
    if (message.text.trim() || message.attachments?.length || message.data !== undefined) return message;
  } catch (error) {
    throw new ChatError("invalid", String(error));
  }
  throw new ChatError("empty", "There is nothing to send.");
}
