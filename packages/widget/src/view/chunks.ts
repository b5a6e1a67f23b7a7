import type { Item } from "@ws-chat/client";

export type MessageItem = Extract<Item, { type: "message" }>;

/** Consecutive messages of one author: one name above, one time below. */
export interface Group {
  readonly type: "group";
  readonly key: string;
  readonly own: boolean;
  readonly items: readonly MessageItem[];
  /** The neighbouring chunk holds more of the same group on that side. */
  readonly joinsBefore: boolean;
  readonly joinsAfter: boolean;
  /** It ends with the newest of one's own messages, below which its delivery is shown. */
  readonly newestOwn: boolean;
}

export type Line =
  | Group
  | { readonly type: "day"; readonly key: string; readonly ts: number }
  | { readonly type: "gap"; readonly key: string };

/** A run of items that is rendered, compared and skipped as one, so that ten thousand cost what a hundred do. */
export interface Chunk {
  readonly key: string;
  readonly items: readonly Item[];
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly newestOwn: Item | undefined;
  readonly lines: readonly Line[];
}

const chunkItems = 64;
const groupMs = 5 * 60_000;

export const isOwn = (item: MessageItem): boolean => item.delivery !== undefined;
export const dayOf = (ts: number): number => new Date(ts).setHours(0, 0, 0, 0);

/** Cuts `items` into chunks, returning those of `previous` that stay as they are. Cuts stay where they were, so that a page of history before them moves none. */
export function arrange(items: readonly Item[], previous: readonly Chunk[], today: number): readonly Chunk[] {
  const known = new Map(previous.map((chunk) => [chunk.key, chunk]));
  const newestOwn = items.findLast((item) => item.type === "message" && isOwn(item));
  const chunks: Chunk[] = [];
  for (let start = 0, end = 0; start < items.length; start = end) {
    end = start + 1;
    while (end < items.length && end - start < chunkItems && !known.has(keyAt(items, end))) end++;
    const key = keyAt(items, start);
    const part = items.slice(start, end);
    const chunk = {
      key,
      items: part,
      before: items[start - 1],
      after: items[end],
      newestOwn: newestOwn && part.includes(newestOwn) ? newestOwn : undefined,
    };
    const old = known.get(key);
    chunks.push(old && isSame(old, chunk) ? old : { ...chunk, lines: linesOf(chunk, today) });
  }
  return chunks;
}

const keyAt = (items: readonly Item[], index: number): string => items[index]?.key ?? "";

function isSame(a: Omit<Chunk, "lines">, b: Omit<Chunk, "lines">): boolean {
  return (
    a.before === b.before &&
    a.after === b.after &&
    a.newestOwn === b.newestOwn &&
    a.items.length === b.items.length &&
    a.items.every((item, index) => item === b.items[index])
  );
}

function linesOf({ items, before, after, newestOwn }: Omit<Chunk, "lines">, today: number): Line[] {
  const lines: Line[] = [];
  let group: MessageItem[] = [];
  items.forEach((item, index) => {
    const last = items[index - 1] ?? before;
    if (item.type === "gap") {
      lines.push(item);
      return;
    }
    if (startsDay(last, item, today)) lines.push({ type: "day", key: `day ${item.key}`, ts: item.message.ts });
    if (index === 0 || !belongsTogether(last, item)) {
      group = [];
      lines.push({
        type: "group",
        key: item.key,
        own: isOwn(item),
        items: group,
        joinsBefore: index === 0 && belongsTogether(last, item),
        joinsAfter: false,
        newestOwn: false,
      });
    }
    group.push(item);
    const next = items[index + 1] ?? after;
    const line = lines.at(-1);
    if (line?.type !== "group") return;
    lines[lines.length - 1] = {
      ...line,
      joinsAfter: index === items.length - 1 && belongsTogether(item, next),
      newestOwn: item === newestOwn,
    };
  });
  return lines;
}

function startsDay(last: Item | undefined, item: MessageItem, today: number): boolean {
  const day = dayOf(item.message.ts);
  return day !== (last?.type === "message" ? dayOf(last.message.ts) : today);
}

function belongsTogether(a: Item | undefined, b: Item | undefined): boolean {
  if (a?.type !== "message" || b?.type !== "message") return false;
  return (
    isOwn(a) === isOwn(b) &&
    (isOwn(a) || a.message.from.id === b.message.from.id) &&
    Math.abs(b.message.ts - a.message.ts) < groupMs &&
    dayOf(a.message.ts) === dayOf(b.message.ts)
  );
}
