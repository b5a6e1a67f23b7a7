import type { RoomRange, RoomSummary } from "./log.ts";

const encoder = new TextEncoder();

interface Place {
  readonly room: string;
  readonly ts: number;
}

/** The first `limit` of those that come after `before`, in the order of `RoomRange`. Keeps no more than that of however many there are. */
export function latestOf(summaries: Iterable<RoomSummary>, { before, limit }: RoomRange): RoomSummary[] {
  const latest: RoomSummary[] = [];
  for (const summary of summaries) {
    const place = placeOf(summary);
    if (before && latestFirst(before, place) >= 0) continue;
    const last = latest.at(-1);
    if (last && latest.length >= limit && latestFirst(placeOf(last), place) <= 0) continue;
    latest.splice(indexIn(latest, place), 0, summary);
    if (latest.length > limit) latest.pop();
  }
  return latest;
}

/** Compares by time, the latest first, then by name, the greater first. */
export function latestFirst(a: Place, b: Place): number {
  return b.ts - a.ts || compareBytes(b.room, a.room);
}

function placeOf({ room, newest }: RoomSummary): Place {
  return { room, ts: newest.ts };
}

/** Where in that order `place` belongs. */
function indexIn(latest: readonly RoomSummary[], place: Place): number {
  let [low, high] = [0, latest.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = latest[middle];
    if (other && latestFirst(placeOf(other), place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As SQLite and Redis order names. */
function compareBytes(a: string, b: string): number {
  const [some, others] = [encoder.encode(a), encoder.encode(b)];
  const at = some.findIndex((byte, index) => byte !== others[index]);
  return at < 0 ? some.length - others.length : (some[at] ?? -1) - (others[at] ?? -1);
}
