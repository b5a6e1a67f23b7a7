import type { Delta, Snapshot } from "@ws-chat/protocol";
import { itemOf, type MessageItem } from "./items.ts";

/** A message that is still being written, or whose entry has not come. */
export interface Stream {
  readonly id: string;
  /** The last delta taken in. */
  readonly i: number;
  /** `seq` of the newest entry when it opened. */
  readonly after: number;
  readonly item: MessageItem;
}

/** In the order they opened. */
export type Streams = readonly Stream[];

export function addSnapshot(streams: Streams, me: string, snapshot: Snapshot, after: number, now: number): Streams {
  const { type: _, i, ...message } = snapshot;
  const known = streams.find(({ id }) => id === message.id);
  const item = itemOf(me, { ...message, ts: known?.item.message.ts ?? now }, true);
  if (!known) return [...streams, { id: message.id, i, after, item }];
  return streams.map((stream) => (stream === known ? { ...stream, i, item } : stream));
}

export function addDelta(streams: Streams, { id, i, text }: Delta): Streams {
  return streams.map((stream) => {
    if (stream.id !== id || stream.i + 1 !== i) return stream;
    const { message } = stream.item;
    return { ...stream, i, item: { ...stream.item, message: { ...message, text: message.text + text } } };
  });
}

/** Of a stream that no longer runs, the text stays, as interrupted, until its entry comes. */
export function endStreams(streams: Streams, running: readonly string[]): Streams {
  return streams.map((stream) => {
    if (running.includes(stream.id)) return stream;
    const message = { ...stream.item.message, status: "interrupted" } as const;
    return { ...stream, item: { ...stream.item, message, streaming: false } };
  });
}
