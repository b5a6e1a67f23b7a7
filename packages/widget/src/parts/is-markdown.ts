import type { ShownMessage } from "@ws-chat/client";
import { isGuest } from "./is-guest.ts";

/** Whether `message` is written in Markdown: where the element says that all are, or the server says that its own one is. */
export function isMarkdown({ text, format, from }: ShownMessage, all: boolean): unknown {
  return text && (all || (format === "markdown" && !isGuest(from)));
}
