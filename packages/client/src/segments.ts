import type { Cursor, History } from "@ws-chat/protocol";
import { type GapItem, hideAnswered, itemOf, type MessageItem, shownOf } from "./items.ts";

/** A stretch of one log without a hole. */
export interface Segment {
  readonly epoch: string;
  /** The lowest `seq` it covers; one past the cursor where it covers none yet. */
  readonly low: number;
  /** The log has entries below `low`. */
  readonly more: boolean;
  readonly items: readonly MessageItem[];
  /** Stands above it where there is another segment. */
  readonly gap?: GapItem;
}

/** Oldest first; between two of them entries are missing. The last one grows at both ends. */
export type Segments = readonly Segment[];

/** Whether history can close the gap above the newest segment. */
export function canFill(segments: Segments): boolean {
  const last = segments.at(-1);
  return last !== undefined && last.more && segments.at(-2)?.epoch === last.epoch;
}

/** Starts anew at `cursor`, below what was shown so far. What the log no longer has goes: it was never said. */
export function startSegment(segments: Segments, { epoch, seq }: Cursor): Segments {
  const kept = segments
    .map((segment) => (segment.epoch === epoch ? cut(segment, seq) : segment))
    .filter(({ items }) => items.length > 0);
  const above = kept.at(-1)?.items.at(-1);
  const segment: Segment = { epoch, low: seq + 1, more: seq > 0, items: [] };
  return [...kept, above ? { ...segment, gap: { type: "gap", key: `gap/${above.key}` } } : segment];
}

/** Adds at the newest end. */
export function appendItems(segments: Segments, added: readonly MessageItem[]): Segments {
  const last = segments.at(-1) ?? { epoch: "", low: 1, more: false, items: [] };
  const items = [...last.items, ...added];
  const answers = added.some(({ message }) => message.re !== undefined);
  return [...segments.slice(0, -1), { ...last, items: answers ? hideAnswered(items) : items }];
}

/** Adds a page of history below the newest segment. */
export function addPage(segments: Segments, me: string, { before, entries, more }: History): Segments {
  const last = segments.at(-1);
  if (!last || before !== last.low) return segments;
  const page = entries.flatMap((entry) => shownOf(entry) ?? []).map((message) => itemOf(me, message));
  const low = entries[0]?.seq ?? before;
  // A page without entries ends the log, whatever it says of more.
  const grown = { ...last, low, more: more && low < before, items: hideAnswered([...page, ...last.items]) };
  const above = segments.at(-2);
  if (!above) return [grown];
  return [...segments.slice(0, -2), ...(above.epoch === last.epoch ? join(above, grown, page) : [above, grown])];
}

/** One segment where both show the same entry at the same `seq`; two as long as they do not. */
function join(above: Segment, grown: Segment, page: readonly MessageItem[]): Segments {
  const keys = new Map(page.map(({ key, message }) => [message.seq, key]));
  const met = above.items.findLast(({ key, message }) => message.seq && keys.get(message.seq) === key)?.message.seq;
  if (met !== undefined) {
    const items = [
      ...above.items.filter(({ message }) => message.seq && message.seq <= met),
      ...grown.items.filter(({ message }) => message.seq && message.seq > met),
    ];
    return [{ ...above, items: hideAnswered(items) }];
  }
  // Where both cover the same stretch and differ, the log is right.
  const rest = cut(above, grown.low - 1);
  return rest.items.length > 0 ? [rest, grown] : [grown];
}

function cut(segment: Segment, high: number): Segment {
  return { ...segment, items: segment.items.filter(({ message }) => (message.seq ?? 0) <= high) };
}
