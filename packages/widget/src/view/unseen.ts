import type { Item } from "@ws-chat/client";

/** Key of the newest item that stays as it is: what is queued moves down as others write, and a reply still being written is not read yet. */
export function newestSettled(items: readonly Item[]): string | undefined {
  return items.findLast(
    (item) => item.type === "gap" || (!item.streaming && (item.delivery?.state ?? "sent") === "sent"),
  )?.key;
}

/**
 * How many messages of others stand below the item `seen`; all of them where it is not among them. Who has seen nothing yet has missed what came
 * from the message `first` on: history is no news.
 */
export function countUnseen(items: readonly Item[], seen: string | undefined, first: string | undefined): number {
  const start = seen
    ? items.findLastIndex((item) => item.key === seen) + 1
    : items.findIndex((item) => item.type === "message" && item.message.id === first);
  return start < 0 ? 0 : items.slice(start).filter((item) => item.type === "message" && !item.delivery).length;
}
