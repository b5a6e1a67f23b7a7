import type { History } from "@ws-chat/protocol";
import type { Item } from "./chat-client.ts";
import { hideAnswered, itemOf, seqOf, shownOf } from "./items.ts";

/** The stored part of a timeline: stretches of the log without a hole, a gap item between each two. */
export interface Stored {
  readonly items: readonly Item[];
  /** The lowest `seq` that the newest stretch covers; one past the cursor where it covers none yet. */
  readonly low: number;
  /** The log has entries below `low`. */
  readonly more: boolean;
  /** The stretch above is of the same log, so that history can close the gap. */
  readonly torn: boolean;
}

/** Where the newest stretch begins. */
export function startOf(items: readonly Item[]): number {
  return items.findLastIndex(({ type }) => type === "gap") + 1;
}

/** A page of history at the lower end of the newest stretch. */
export function addPage(stored: Stored, me: string, { before, entries, more }: History): Stored {
  const { items, torn } = stored;
  if (before !== stored.low) return stored;
  const page = entries.flatMap((entry) => shownOf(entry) ?? []).map((message) => itemOf(me, message));
  const start = startOf(items);
  const newest = [...page, ...items.slice(start)];
  const above = items.slice(0, Math.max(0, start - 1));

  // Both show the same entry at the same place: from there on they are one.
  const met = above.findLastIndex((item) =>
    page.some(({ key, message }) => key === item.key && message.seq === seqOf(item)),
  );
  const meeting = above[met];
  if (meeting) {
    const low = seqOf(above[startOf(above)] ?? meeting);
    const joined = [...above.slice(0, met + 1), ...newest.filter((item) => seqOf(item) > seqOf(meeting))];
    return { items: hideAnswered(joined), low, more: low > 1, torn: false };
  }

  // A page without entries ends the log, whatever it says of more.
  const low = entries[0]?.seq ?? before;
  // Where both cover the same stretch and differ, the log is right.
  const kept = torn ? above.filter((item, at) => at < startOf(above) || seqOf(item) < low) : above;
  const gap = kept.length > 0 ? items.slice(start - 1, start) : [];
  return { items: hideAnswered([...kept, ...gap, ...newest]), low, more: more && low < before, torn };
}
