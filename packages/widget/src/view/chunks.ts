import type { Item } from "@ws-chat/client";

export type MessageItem = Extract<Item, { type: "message" }>;

/** One line of the conversation: a message, or what stands above or below a group of them. */
export interface Line {
  readonly kind: "day" | "name" | "message" | "foot" | "gap";
  readonly key: string;
  readonly item: Item;
  /** Below the newest of one's own messages: the place where it is said that it arrived. */
  readonly isNewestOwn?: boolean;
  /** Classes of a message that has others of its group above or below. */
  readonly place?: string;
}

/** A run of items that is compared, rendered and skipped as one, so that ten thousand cost what a hundred do. */
export interface Chunk {
  readonly key: string;
  readonly items: readonly Item[];
  /** What lines depend on beside their own items: those before and after them, one's newest where it is among them, and which day it is. */
  readonly around: readonly [
    before: Item | undefined,
    after: Item | undefined,
    newestOwn: Item | false | undefined,
    today: number,
  ];
}

const chunkItems = 32;
const groupMs = 5 * 60_000;

export const isOwn = (item: Item): boolean => item.type === "message" && item.delivery !== undefined;
export const dayOf = (ts: number): number => new Date(ts).setHours(0, 0, 0, 0);

/** Cuts `items` into chunks, returning those of `previous` that stay as they are. Cuts stay where they were, so that a page of history before them moves none. */
export function arrange(items: readonly Item[], previous: readonly Chunk[], today: number): readonly Chunk[] {
  const known = new Map(previous.map((chunk) => [chunk.key, chunk]));
  const newest = items.findLastIndex(isOwn);
  const chunks: Chunk[] = [];
  let start = 0;
  for (let first = items[0]; first; first = items[start]) {
    const { key } = first;
    const old = known.get(key);
    // There is no cut in what has not changed.
    const kept = old?.items.every((item, index) => item === items[start + index]) ? old.items.length : 0;
    let end = start + (kept || 1);
    for (let next = items[end]; next && end < start + chunkItems && !known.has(next.key); next = items[end]) end++;
    const isOwnHere = start <= newest && newest < end;
    const around = [items[start - 1], items[end], isOwnHere && items[newest], today] as const;
    const isSame = old && start + kept === end && around.every((each, index) => each === old.around[index]);
    chunks.push(isSame ? old : { key, items: items.slice(start, end), around });
    start = end;
  }
  return chunks;
}

export function linesOf({ items, around: [before, after, newestOwn, today] }: Chunk): readonly Line[] {
  return items.flatMap((item, index) => {
    const { type, key } = item;
    if (type === "gap") return { kind: type, key, item };
    const last = index ? items[index - 1] : before;
    const next = items[index + 1] ?? after;
    const follows = belongTogether(last, item);
    const leads = belongTogether(item, next);
    const place = `${follows ? " follows" : ""}${leads ? " leads" : ""}${next ? "" : " last"}`;
    const lines: Line[] = [{ kind: type, key, item, place }];
    if (!follows && !isOwn(item) && item.message.from.name) {
      lines.unshift({ kind: "name", key: `${key} name`, item });
    }
    if (dayOf(item.message.ts) !== (last?.type === "message" ? dayOf(last.message.ts) : today)) {
      lines.unshift({ kind: "day", key: `${key} day`, item });
    }
    if (!leads) lines.push({ kind: "foot", key: `${key} foot`, item, isNewestOwn: item === newestOwn });
    return lines;
  });
}

/** Consecutive messages of one author are one group. A bot that speaks as the system does so as another. */
function belongTogether(a: Item | undefined, b: Item | undefined): boolean {
  return (
    a?.type === "message" &&
    b?.type === "message" &&
    isOwn(a) === isOwn(b) &&
    (isOwn(a) || (a.message.from.id === b.message.from.id && a.message.from.role === b.message.from.role)) &&
    Math.abs(b.message.ts - a.message.ts) < groupMs &&
    dayOf(a.message.ts) === dayOf(b.message.ts)
  );
}
