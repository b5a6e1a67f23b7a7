import type { Example } from "./examples.ts";
import type * as frame from "./frames.ts";

const author: Example<frame.Author> = { id: " ", "name?": "", "avatar?": " ", role: " " };
const file: Example<frame.Attachment> = { url: "", name: "", type: "", size: 0, "width?": 1, "height?": 1 };
const cursor: Example<frame.Cursor> = { epoch: " ", seq: 0, id: "" };
const entry: Example<Omit<frame.Entry, "text" | "data">> & { "text=": ""; "data?": undefined } = {
  seq: 1,
  kind: "",
  id: "",
  from: author,
  ts: 0,
  // An entry of a kind this version does not know may have no text.
  "text=": "",
  "re?": 1,
  "status?": /^(interrupted|no-reply|cut)$/,
  "format?": /^markdown$/,
  "attachments?": [file],
  "quickReplies?": [{ text: "", "value?": "" }],
  // Whoever shows it knows its shape; here it need not be copied.
  "data?": undefined,
};

type Body<T> = Example<Omit<T, "type">>;

/**
 * What a server may send: frame type -> an example of all fields but `type`. The client's side of the codec: it trusts the server it
 * was pointed at, so it looks at shapes, not sizes, and examples are the smallest way to say a shape.
 */
export const serverFrames = {
  welcome: {
    ...cursor,
    user: author,
    room: "",
    resumed: false,
    streams: [""],
    features: [""],
    pingMs: 1,
    limits: { textBytes: 1, window: 1, historyEntries: 1, "uploadBytes?": 1 },
  } satisfies Body<frame.Welcome>,
  entry,
  ack: { n: 1, id: "", seq: 1, ts: 0, "dup?": true } satisfies Body<frame.Ack>,
  nack: { "n?": 1, "id?": "", code: "", message: "", "retryMs?": 0 } satisfies Body<frame.Nack>,
  delta: { id: "", i: 1, text: "" } satisfies Body<frame.Delta>,
  snapshot: { id: "", i: 0, text: "", from: author, "re?": 1 } satisfies Body<frame.Snapshot>,
  history: { before: 1, entries: [entry], more: false },
  typing: { from: author, on: false } satisfies Body<frame.Typing>,
  presence: { users: [author], total: 0 } satisfies Body<frame.Presence>,
  read: { user: "", seq: 0 } satisfies Body<frame.Read>,
  pong: {},
  bye: { code: 0, "retryMs?": 0, "room?": "" } satisfies Body<frame.Bye>,
} satisfies { readonly [T in frame.ServerFrame["type"]]: object };
