import { limits, type Message } from "@ws-chat/protocol";
import type { Core } from "../core.ts";

/** The message at `seq`, where there still is one. */
export async function messageAt({ options }: Core, room: string, seq: number): Promise<Message | undefined> {
  const page = await options.log.read(room, { after: seq - 1, limit: 1, maxBytes: limits.answerBytes });
  const entry = page.entries[0];
  return entry?.seq === seq && entry.kind === "message" ? (entry as Message) : undefined;
}
