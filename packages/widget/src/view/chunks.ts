import type { Item } from "@ws-chat/client";

export type MessageItem = Extract<Item, { type: "message" }>;

/** One line of the conversation: a message, or what stands above or below a group of them. */
export interface Line {
  readonly kind: "day" | "name" | "message" | "foot" | "gap";
  readonly key: string;
  readonly item: Item;
  /** Below the newest of one's own messages: the place where it is said that it arrived. */
  readonly isNewestOwn?: boolean;
}

/** A run of items that is compared, rendered and skipped as one, so that ten thousand cost what a hundred do. */
export interface Chunk {
  readonly key: string;
  /** All that `lines` follow from. */
  readonly basis: readonly unknown[];
  readonly lines: readonly Line[];
}
/** What lines depend on beside their own items. */
interface Surroundings {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly newestOwn: Item | undefined;
  readonly today: number;
}

const chunkItems = 64;
const groupMs = 5 * 60_000;

export const isOwn = (item: Item): boolean => item.type === "message" && item.delivery !== undefined;
export const dayOf = (ts: number): number => new Date(ts).setHours(0, 0, 0, 0);

/** Cuts `items` into chunks, returning those of `previous` that stay as they are. Cuts stay where they were, so that a page of history before them moves none. */
export function arrange(items: readonly Item[], previous: readonly Chunk[], today: number): readonly Chunk[] {
  const known = new Map(previous.map((chunk) => [chunk.key, chunk]));
  const newestOwn = items.findLast(isOwn);
  const chunks: Chunk[] = [];
  let part: Item[] = [];
  items.forEach((item, index) => {
    part.push(item);
    const after = items[index + 1];
    if (after && part.length < chunkItems && !known.has(after.key)) return;
    const { key } = part[0] ?? item;
    const around = { before: items[index - part.length], after, newestOwn, today };
    const basis = [...part, around.before, after, part.find((each) => each === newestOwn), today];
    const old = known.get(key);
    const isSame = old?.basis.length === basis.length && basis.every((each, at) => each === old.basis[at]);
    chunks.push(isSame ? old : { key, basis, lines: linesOf(part, around) });
    part = [];
  });
  return chunks;
}

function linesOf(items: readonly Item[], { before, after, newestOwn, today }: Surroundings): readonly Line[] {
  return items.flatMap((item, index) => {
    const { type, key } = item;
    if (type === "gap") return { kind: type, key, item };
    const last = index ? items[index - 1] : before;
    const lines: Line[] = [{ kind: type, key, item }];
    if (!belongTogether(last, item) && !isOwn(item) && item.message.from.name) {
      lines.unshift({ kind: "name", key: `${key} name`, item });
    }
    if (dayOf(item.message.ts) !== (last?.type === "message" ? dayOf(last.message.ts) : today)) {
      lines.unshift({ kind: "day", key: `${key} day`, item });
    }
    if (!belongTogether(item, items[index + 1] ?? after)) {
      lines.push({ kind: "foot", key: `${key} foot`, item, isNewestOwn: item === newestOwn });
    }
    return lines;
  });
}

/** Consecutive messages of one author are one group. */
function belongTogether(a: Item | undefined, b: Item | undefined): boolean {
  return (
    a?.type === "message" &&
    b?.type === "message" &&
    isOwn(a) === isOwn(b) &&
    (isOwn(a) || a.message.from.id === b.message.from.id) &&
    Math.abs(b.message.ts - a.message.ts) < groupMs &&
    dayOf(a.message.ts) === dayOf(b.message.ts)
  );
}
