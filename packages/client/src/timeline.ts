import type { Cursor, Delta, Entry, History, Snapshot, Welcome } from "@ws-chat/protocol";
import type { Item, ShownMessage } from "./chat-client.ts";
import { addPage, startOf, type Stored } from "./history.ts";
import { hideAnswered, itemOf, keyOf, type MessageItem, seqOf, shownOf } from "./items.ts";

/** What is shown of a room's log. */
export interface Timeline extends Stored {
  /** Whose own the messages are: the author id of `welcome`. */
  readonly me: string;
  /** Every entry from `low` to here has been taken in. */
  readonly cursor?: Cursor;
  /** In the order they opened. */
  readonly streams: readonly Stream[];
}

/** A message that is still being written, or whose entry has not come. */
interface Stream {
  readonly id: string;
  /** The last delta taken in. */
  readonly i: number;
  /** `seq` of the newest entry when it opened. */
  readonly after: number;
  readonly item: MessageItem;
}

/** A message of a text server, or one handed to it: no log gives it a place. */
export interface BareMessage {
  readonly type: "bare";
  readonly message: ShownMessage;
}

export const emptyTimeline: Timeline = { me: "me", items: [], low: 1, more: false, torn: false, streams: [] };

/** Whether entries before `seq` are missing. The caller reconnects then; the timeline never skips one. */
export function isHole({ cursor }: Timeline, seq: number): boolean {
  return cursor !== undefined && seq > cursor.seq + 1;
}

/** Whether pieces before this one are missing, so that only a snapshot helps. */
export function isTorn({ items, streams }: Timeline, { id, i }: Delta): boolean {
  const stream = streams.find((open) => open.id === id);
  if (stream) return i > stream.i + 1;
  return !items.some((item) => item.type === "message" && item.message.id === id && !item.delivery);
}

/** All items in order. A stream stands where it opened until its entry has a place of its own. */
export function itemsOf({ items, streams }: Timeline): readonly Item[] {
  const all = [...items];
  for (const { item, after } of streams) {
    const before = all.findLastIndex((other) => seqOf(other) <= after);
    all.splice(before + 1, 0, item);
  }
  return all;
}

/** After a connection has opened. Like all that follow, it returns the timeline as it is then, and changes nothing. */
export function openLog(timeline: Timeline, { epoch, seq, id, user, resumed, streams: running }: Welcome): Timeline {
  const { cursor, items } = timeline;
  const streams = timeline.streams.map((stream) => (running.includes(stream.id) ? stream : interrupt(stream)));
  if (cursor && resumed) return { ...timeline, me: user.id, streams };
  const goesOn = cursor?.epoch === epoch;
  const start = startOf(items);
  // What the log no longer has was never said.
  const stored = goesOn ? items.filter((item, at) => at < start || seqOf(item) <= seq) : items;
  const orphans = streams.filter(({ item }) => !item.streaming);
  // The entry of an orphan may still come, under its key.
  const kept = [...stored, ...orphans.map(({ item, after }) => ({ ...item, key: `${item.key}/${after}` }))];
  const above = kept.at(-1);
  return {
    me: user.id,
    cursor: { epoch, seq, id },
    items: above?.type === "message" ? [...kept, { type: "gap", key: `gap/${above.key}` }] : kept,
    low: seq + 1,
    more: seq > 0,
    torn: goesOn && (timeline.torn || startOf(kept) < kept.length),
    streams: streams.filter(({ item }) => item.streaming).map((stream) => ({ ...stream, after: seq })),
  };
}

/** Of a stream that no longer runs, the text stays until its entry comes. */
function interrupt(stream: Stream): Stream {
  const message = { ...stream.item.message, status: "interrupted" } as const;
  return { ...stream, item: { ...stream.item, message, streaming: false } };
}

/** With the log's next entry. */
export function addEntry(timeline: Timeline, entry: Entry): Timeline {
  const { cursor, me, streams } = timeline;
  if (!cursor || entry.seq !== cursor.seq + 1) return timeline;
  const next = { ...timeline, cursor: { ...cursor, seq: entry.seq, id: entry.id } };
  const message = shownOf(entry);
  if (!message) return next;
  const item = itemOf(me, message);
  return append({ ...next, streams: streams.filter((stream) => stream.item.key !== item.key) }, item);
}

/** With a page of history. */
export function addHistory(timeline: Timeline, page: History): Timeline {
  return { ...timeline, ...addPage(timeline, timeline.me, page) };
}

/** With a message that no log gives a place. */
export function addBare(timeline: Timeline, { message }: BareMessage): Timeline {
  return append(timeline, itemOf(timeline.me, message));
}

function append(timeline: Timeline, item: MessageItem): Timeline {
  const items = [...timeline.items, item];
  return { ...timeline, items: item.message.re ? hideAnswered(items) : items };
}

/** With a stream as it stands. */
export function addSnapshot(timeline: Timeline, { type: _, i, ...message }: Snapshot, now: number): Timeline {
  const { me, items, streams, cursor } = timeline;
  const key = keyOf(me, message.from, message.id);
  if (items.some((item) => item.key === key)) return timeline;
  const known = streams.find(({ id }) => id === message.id);
  const item = itemOf(me, { ...message, ts: known?.item.message.ts ?? now }, true);
  const stream = { id: message.id, i, after: known?.after ?? cursor?.seq ?? 0, item };
  return {
    ...timeline,
    streams: known ? streams.map((open) => (open === known ? stream : open)) : [...streams, stream],
  };
}

/** With the next piece of a stream. */
export function addDelta(timeline: Timeline, { id, i, text }: Delta): Timeline {
  const streams = timeline.streams.map((stream) => {
    if (stream.id !== id || stream.i + 1 !== i) return stream;
    const { message } = stream.item;
    return { ...stream, i, item: { ...stream.item, message: { ...message, text: message.text + text } } };
  });
  return { ...timeline, streams };
}
