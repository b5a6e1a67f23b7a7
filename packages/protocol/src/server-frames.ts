import type * as frame from "./frames.ts";
import * as is from "./fields.ts";

const any = is.string();
const positive = is.integer(1);
const natural = is.integer(0);

const entryFields = {
  seq: positive,
  kind: any,
  id: any,
  from: is.author,
  ts: natural,
  re: is.optional(positive),
  status: is.optional(is.oneOf("interrupted", "no-reply", "cut")),
  ...is.contentFields,
};
/** An entry of a kind this version does not know has no text. */
const entryText = (value: unknown, path: string): string => (value === undefined ? "" : any(value, path));

/** What a server may send: frame type -> check. The client's side of the codec. */
export const serverFrames: {
  readonly [T in frame.ServerFrame["type"]]: is.Check<Extract<frame.ServerFrame, { type: T }>>;
} = {
  welcome: is.object<frame.Welcome>({
    type: is.oneOf("welcome"),
    ...is.cursorFields,
    user: is.author,
    room: any,
    resumed: is.boolean,
    streams: is.list(any),
    features: is.list(any),
    pingMs: positive,
    limits: is.object<{ textBytes: number; window: number; historyEntries: number }>({
      textBytes: positive,
      window: positive,
      historyEntries: positive,
    }),
  }),
  entry: is.object<frame.EntryFrame>({ type: is.oneOf("entry"), ...entryFields, text: entryText }),
  ack: is.object<frame.Ack>({
    type: is.oneOf("ack"),
    n: positive,
    id: any,
    seq: positive,
    ts: natural,
    dup: is.optional(is.isTrue),
  }),
  nack: is.object<frame.Nack>({
    type: is.oneOf("nack"),
    n: is.optional(positive),
    id: is.optional(any),
    code: any,
    message: any,
    retryMs: is.optional(natural),
  }),
  delta: is.object<frame.Delta>({ type: is.oneOf("delta"), id: any, i: positive, text: any }),
  snapshot: is.object<frame.Snapshot>({
    type: is.oneOf("snapshot"),
    id: any,
    i: natural,
    text: any,
    from: is.author,
    re: is.optional(positive),
  }),
  history: is.object<frame.History>({
    type: is.oneOf("history"),
    before: positive,
    entries: is.list(is.object<frame.Entry>({ ...entryFields, text: entryText })),
    more: is.boolean,
  }),
  typing: is.object<frame.Typing>({ type: is.oneOf("typing"), from: is.author, on: is.boolean }),
  presence: is.object<frame.Presence>({ type: is.oneOf("presence"), users: is.list(is.author), total: natural }),
  read: is.object<frame.Read>({ type: is.oneOf("read"), user: any, seq: natural }),
  pong: is.object<frame.Pong>({ type: is.oneOf("pong") }),
  bye: is.object<frame.Bye>({
    type: is.oneOf("bye"),
    code: natural,
    retryMs: is.optional(natural),
    room: is.optional(any),
  }),
};
