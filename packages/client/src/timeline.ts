import type { Cursor, Delta, Entry, ServerFrame, Welcome } from "@ws-chat/protocol";
import type { Item, ShownMessage } from "./chat-client.ts";
import { itemOf, keyOf, type MessageItem, shownOf } from "./items.ts";
import { addPage, appendItems, type Segments, startSegment } from "./segments.ts";
import { addDelta, addSnapshot, endStreams, type Streams } from "./streams.ts";

/** What is shown of a room's log. */
export interface Timeline {
  /** Whose own the messages are: the author id of `welcome`. */
  readonly me: string;
  /** The log's entries up to here have been taken in, without a hole since the newest segment's `low`. */
  readonly cursor?: Cursor;
  readonly segments: Segments;
  readonly streams: Streams;
}

/** A message of a text server, or one handed to it: no log gives it a place. */
export interface BareMessage {
  readonly type: "bare";
  readonly message: ShownMessage;
}

export const emptyTimeline: Timeline = { me: "me", segments: [], streams: [] };

/** Whether entries before `seq` are missing. The caller reconnects then; the timeline never skips one. */
export function isHole({ cursor }: Timeline, seq: number): boolean {
  return cursor !== undefined && seq > cursor.seq + 1;
}

/** Whether pieces before this one are missing, so that only a snapshot helps. */
export function isTorn({ streams, segments }: Timeline, { id, i }: Delta): boolean {
  const stream = streams.find((open) => open.id === id);
  return stream ? i > stream.i + 1 : !hasItem(segments, ({ message, delivery }) => message.id === id && !delivery);
}

/** The timeline after `event`. Pure. */
export function reduce(timeline: Timeline, event: ServerFrame | BareMessage, now: number): Timeline {
  const { me, cursor, segments, streams } = timeline;
  switch (event.type) {
    case "welcome":
      return openLog(timeline, event);
    case "entry":
      return addEntry(timeline, event);
    case "history":
      return { ...timeline, segments: addPage(segments, me, event) };
    case "snapshot":
      if (hasItem(segments, ({ key }) => key === keyOf(me, event.from, event.id))) return timeline;
      return { ...timeline, streams: addSnapshot(streams, me, event, cursor?.seq ?? 0, now) };
    case "delta":
      return { ...timeline, streams: addDelta(streams, event) };
    case "bare":
      return { ...timeline, segments: appendItems(segments, [itemOf(me, event.message)]) };
    default:
      return timeline;
  }
}

/** All items in order. A stream stands where it opened until its entry has a place of its own. */
export function itemsOf({ segments, streams }: Timeline): readonly Item[] {
  const items = segments.flatMap<Item>(({ gap, items }, at) => (gap && at > 0 ? [gap, ...items] : items));
  const last = segments.at(-1)?.items ?? [];
  for (const { item, after } of streams) {
    const following = last.filter(({ message }) => (message.seq ?? 0) > after).length;
    items.splice(items.length - following, 0, item);
  }
  return items;
}

function openLog(timeline: Timeline, { epoch, seq, id, user, resumed, streams: running }: Welcome): Timeline {
  const me = user.id;
  const streams = endStreams(timeline.streams, running);
  if (timeline.cursor && resumed) return { ...timeline, me, streams };
  const orphans = streams.filter(({ item }) => !item.streaming);
  // Its entry may come in the new segment, under the key.
  const remains = orphans.map(({ item, after }) => ({ ...item, key: `${item.key}/${after}` }));
  const cursor = { epoch, seq, id };
  return {
    me,
    cursor,
    segments: startSegment(remains.length > 0 ? appendItems(timeline.segments, remains) : timeline.segments, cursor),
    streams: streams.filter(({ item }) => item.streaming).map((stream) => ({ ...stream, after: seq })),
  };
}

function addEntry(timeline: Timeline, entry: Entry): Timeline {
  const { cursor, me, segments, streams } = timeline;
  if (!cursor || entry.seq !== cursor.seq + 1) return timeline;
  const next = { ...timeline, cursor: { epoch: cursor.epoch, seq: entry.seq, id: entry.id } };
  const message = shownOf(entry);
  if (!message) return next;
  const item = itemOf(me, message);
  return {
    ...next,
    segments: appendItems(segments, [item]),
    streams: streams.filter((stream) => stream.item.key !== item.key),
  };
}

/** Looks from the newest on: what is asked for is nearly always there. */
function hasItem(segments: Segments, test: (item: MessageItem) => boolean): boolean {
  return segments.at(-1)?.items.findLast(test) !== undefined;
}
