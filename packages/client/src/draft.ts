import { decodeServerFrame, type EntryFrame, fitsBytes, limits } from "@ws-chat/protocol";
import { ChatError, type Draft, type ShownMessage } from "./chat-client.ts";
import { shownOf } from "./items.ts";

/** What a frame has beside its message, at most. */
const sendBytes = 256;

/**
 * A copy of `draft` as the message it will be.
 * @throws {ChatError} `empty`, or `invalid` for content the wire does not take: the server would end the link over it.
 */
export function messageOf(draft: Draft, envelope: Pick<ShownMessage, "id" | "from" | "ts">): ShownMessage {
  const content = typeof draft === "string" ? { text: draft } : draft;
  let message: ShownMessage;
  try {
    const entry = { ...content, ...envelope, type: "entry", kind: "message", seq: 1 };
    const { seq: _, ...rest } = shownOf(decodeServerFrame(JSON.stringify(entry)) as EntryFrame) as ShownMessage;
    message = rest;
  } catch (error) {
    throw new ChatError("invalid", String(error));
  }
  const { text, attachments, data } = message;
  const fits =
    fitsBytes(JSON.stringify(data ?? 0), limits.dataBytes) &&
    fitsBytes(JSON.stringify(message), limits.frameBytes - sendBytes);
  if (!fits) throw new ChatError("invalid", "Too much content.");
  if (!text.trim() && !attachments?.length && data === undefined) throw new ChatError("empty", "Nothing to send.");
  return message;
}
