import type { Check } from "./checks.ts";
import * as is from "./checks.ts";
import { author, cursorFields } from "./fields.ts";
import type * as frame from "./frames.ts";

const any = is.string();
const positive = is.integer(1);
const natural = is.integer(0);

const file = is.object<frame.Attachment>({
  url: any,
  name: any,
  type: any,
  size: natural,
  width: is.optional(positive),
  height: is.optional(positive),
});

const entryFields: is.Fields<frame.Entry> = {
  format: is.optional(is.known("markdown")),
  attachments: is.optional(is.list(file)),
  quickReplies: is.optional(is.list(is.object<frame.QuickReply>({ text: any, value: is.optional(any) }))),
  // Whoever shows it knows its shape; here it need not be copied.
  data: (value) => value as frame.Json | undefined,
  seq: positive,
  kind: any,
  id: any,
  from: author,
  ts: natural,
  // An entry of a kind this version does not know may have no text.
  text: (value, path) => (value === undefined ? "" : any(value, path)),
  re: is.optional(positive),
  status: is.optional(is.known("interrupted", "no-reply", "cut")),
};
const entry = is.object<frame.Entry>(entryFields);

/** What a server may send: frame type -> check of all fields but `type`. The client's side of the codec. */
export const serverFrames: {
  readonly [T in frame.ServerFrame["type"]]: Check<Omit<Extract<frame.ServerFrame, { type: T }>, "type">>;
} = {
  welcome: is.object<Omit<frame.Welcome, "type">>({
    ...cursorFields,
    user: author,
    room: any,
    resumed: is.boolean,
    streams: is.list(any),
    features: is.list(any),
    pingMs: positive,
    limits: is.object<frame.Welcome["limits"]>({ textBytes: positive, window: positive, historyEntries: positive }),
  }),
  entry,
  ack: is.object<Omit<frame.Ack, "type">>({
    n: positive,
    id: any,
    seq: positive,
    ts: natural,
    dup: is.optional(is.isTrue),
  }),
  nack: is.object<Omit<frame.Nack, "type">>({
    n: is.optional(positive),
    id: is.optional(any),
    code: any,
    message: any,
    retryMs: is.optional(natural),
  }),
  delta: is.object<Omit<frame.Delta, "type">>({ id: any, i: positive, text: any }),
  snapshot: is.object<Omit<frame.Snapshot, "type">>({
    id: any,
    i: natural,
    text: any,
    from: author,
    re: is.optional(positive),
  }),
  history: is.object<Omit<frame.History, "type">>({ before: positive, entries: is.list(entry), more: is.boolean }),
  typing: is.object<Omit<frame.Typing, "type">>({ from: author, on: is.boolean }),
  presence: is.object<Omit<frame.Presence, "type">>({ users: is.list(author), total: natural }),
  read: is.object<Omit<frame.Read, "type">>({ user: any, seq: natural }),
  pong: is.object({}),
  bye: is.object<Omit<frame.Bye, "type">>({ code: natural, retryMs: is.optional(natural), room: is.optional(any) }),
};
