import type { ShownMessage } from "@ws-chat/client";

/** Whether `message` is written in Markdown: where the element says that all are, or the server says that its own one is. */
export function isMarkdown({ text, format, from }: ShownMessage, all: boolean): unknown {
  return text && (all || (format === "markdown" && from.role !== "visitor" && from.role !== "user"));
}
