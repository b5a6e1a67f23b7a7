import type { Author, Entry } from "@ws-chat/protocol";
import type { Item, ShownMessage } from "./chat-client.ts";

export type MessageItem = Extract<Item, { type: "message" }>;

/** `message` as the author `me` sees it. */
export function itemOf(me: string, message: ShownMessage, streaming = false): MessageItem {
  const item = { type: "message", key: keyOf(me, message.from, message.id), message, streaming } as const;
  return message.from.id === me ? { ...item, delivery: { state: "sent" } } : item;
}

/** One's own ids are bare: a key outlives the way from pending to stored, and nobody else can take it. */
export function keyOf(me: string, from: Author, id: string): string {
  return from.id === me ? id : `${from.id}/${id}`;
}

/** What an entry shows; an entry of a kind we do not know shows nothing. */
export function shownOf(entry: Entry & { readonly type?: string }): ShownMessage | undefined {
  const { kind, type: _, ...message } = entry;
  return kind === "message" ? message : undefined;
}

/** 0 for what has no place in the log. */
export function seqOf(item: Item): number {
  return (item.type === "message" && item.message.seq) || 0;
}

/** Without the `no-reply` entries whose question has got another answer since. */
export function hideAnswered(items: readonly Item[]): readonly Item[] {
  return items.filter(
    (item, at) =>
      item.type !== "message" ||
      item.message.status !== "no-reply" ||
      !items.some((later, index) => index > at && later.type === "message" && later.message.re === item.message.re),
  );
}
