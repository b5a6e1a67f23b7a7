/** The WebSocket subprotocol that names this language (RFC 6455, section 1.9). */
export const subprotocol = "ws-chat.v1";

/** Who speaks. `id` is `v:…` for an anonymous visitor, `u:…` for a signed-in user, anything else for the server's own authors. */
export interface Author {
  readonly id: string;
  readonly name?: string;
  /** An `http:`, `https:` or same-origin URL of a picture. */
  readonly avatar?: string;
  readonly role: Role;
}
/** Known roles. A client shows a role it does not know as it shows `user`. */
export type Role = "visitor" | "user" | "operator" | "bot" | "system" | (string & {});

/** A point in one room's log: the entry `id` at `seq` of the incarnation `epoch`. `seq` 0 with `id` "" is the point before the first entry. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
  readonly id: string;
}

export interface Attachment {
  readonly url: string;
  readonly name: string;
  /** Media type, such as `image/png`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
}
/** A button below a message; a click sends `value`, or `text` where there is none. */
export interface QuickReply {
  readonly text: string;
  readonly value?: string;
}
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** Flat facts about the visitor or page, such as `{ page: "/pricing" }`. */
export type Metadata = { readonly [key: string]: string | number | boolean | null };

/** What a message says. */
export interface Content {
  readonly text: string;
  /** How `text` reads. Absent means plain text. */
  readonly format?: "markdown";
  readonly attachments?: readonly Attachment[];
  readonly quickReplies?: readonly QuickReply[];
  readonly data?: Json;
}

/** One lasting thing in a room's log. */
export interface Entry extends Content {
  /** Grows by one within an epoch, from 1. */
  readonly seq: number;
  /** `message` in version 1. An unknown kind counts its `seq` and shows nothing. */
  readonly kind: string;
  /** Chosen by the author; unique per (room, author). */
  readonly id: string;
  readonly from: Author;
  /** The server's clock, milliseconds since 1970. */
  readonly ts: number;
  /** `seq` of the message this one answers. */
  readonly re?: number;
  /** `interrupted`: the author died mid-stream. `no-reply`: the handler failed; `retry` runs it again. `cut`: over `replyBytes`. Absent: complete. */
  readonly status?: "interrupted" | "no-reply" | "cut";
}
/** An entry of the kind that people read. */
export type Message = Entry & { readonly kind: "message" };

export interface Hello {
  readonly type: "hello";
  /** An anonymous visitor's secret: 128 random bits, 22 base64url characters, minted and kept by the client. */
  readonly secret?: string;
  readonly token?: string;
  readonly name?: string;
  readonly metadata?: Metadata;
  readonly resume?: Cursor;
}
export interface Send extends Content {
  readonly type: "send";
  /** Counts from 1 in each connection. */
  readonly n: number;
  readonly id: string;
  /** On a retry: epoch and seq of the cursor when the first attempt was made. */
  readonly since?: { readonly epoch: string; readonly seq: number };
}
/** Asks for entries below `before`, newest first page. */
export interface HistoryRequest {
  readonly type: "history";
  readonly before: number;
  readonly limit: number;
}
export interface TypingOn {
  readonly type: "typing";
  readonly on: boolean;
}
export interface ReadUpTo {
  readonly type: "read";
  readonly seq: number;
}
/** Ends the stream `id`. */
export interface Stop {
  readonly type: "stop";
  readonly id: string;
}
/** Runs the handler again for the `no-reply` entry at `seq`. */
export interface Retry {
  readonly type: "retry";
  readonly seq: number;
}
/** Asks for the text so far of the open stream `id`. */
export interface SnapshotRequest {
  readonly type: "snapshot";
  readonly id: string;
}
export interface Ping {
  readonly type: "ping";
}
export type ClientFrame = Hello | Send | HistoryRequest | TypingOn | ReadUpTo | Stop | Retry | SnapshotRequest | Ping;

export interface Welcome extends Cursor {
  readonly type: "welcome";
  readonly user: Author;
  readonly room: string;
  /** Whether the log goes on from the client's cursor. If not, the cursor in this frame replaces it. */
  readonly resumed: boolean;
  /** Ids of the streams now open; one `snapshot` each follows. Any other stream the client shows is over. */
  readonly streams: readonly string[];
  /** Optional abilities of this server, see PROTOCOL.md. */
  readonly features: readonly Feature[];
  readonly pingMs: number;
  readonly limits: {
    readonly textBytes: number;
    readonly window: number;
    readonly historyEntries: number;
    /** Bytes of one file; present where `features` has `uploads`. */
    readonly uploadBytes?: number;
  };
}
export type Feature =
  | "history"
  | "streams"
  | "stop"
  | "retry"
  | "typing"
  | "presence"
  | "read"
  | "uploads"
  | (string & {});
export interface EntryFrame extends Entry {
  readonly type: "entry";
}
/** The entry `id` of this connection's `send n`, stored at `seq`. */
export interface Ack {
  readonly type: "ack";
  readonly n: number;
  readonly id: string;
  readonly seq: number;
  readonly ts: number;
  /** The id was stored before; `seq` and `ts` are the first entry's, and the cursor stays. */
  readonly dup?: true;
}
/** `rate-limited`, `unavailable`: again after `retryMs`. The rest are final for that message. */
export type NackCode = "rate-limited" | "unavailable" | "too-long" | "empty" | "invalid" | "expired" | "forbidden";
export interface Nack {
  readonly type: "nack";
  /** Of the refused `send`; absent where a `history` or `retry` was refused. */
  readonly n?: number;
  readonly id?: string;
  readonly code: NackCode | (string & {});
  readonly message: string;
  readonly retryMs?: number;
}
/** The next piece of the stream `id`. */
export interface Delta {
  readonly type: "delta";
  readonly id: string;
  /** Counts from 1 in each stream. */
  readonly i: number;
  readonly text: string;
}
/** The stream `id` up to and with delta `i`; `i` 0 opens it. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly id: string;
  readonly i: number;
  readonly text: string;
  readonly from: Author;
  readonly re?: number;
}
export interface History {
  readonly type: "history";
  readonly before: number;
  /** In `seq` order. */
  readonly entries: readonly Entry[];
  /** Whether the log retains entries below these. */
  readonly more: boolean;
}
export interface Typing {
  readonly type: "typing";
  readonly from: Author;
  readonly on: boolean;
}
/** Who is here now: the whole of it, at most `presenceUsers` listed. */
export interface Presence {
  readonly type: "presence";
  readonly users: readonly Author[];
  readonly total: number;
}
/** `user` has read up to `seq`. */
export interface Read {
  readonly type: "read";
  readonly user: string;
  readonly seq: number;
}
export interface Pong {
  readonly type: "pong";
}
/** The server's last frame; it closes with `code` next. */
export interface Bye {
  readonly type: "bye";
  readonly code: number;
  /** Not before this many milliseconds. */
  readonly retryMs?: number;
  /** With 4004: the room to ask for. */
  readonly room?: string;
}
export type ServerFrame =
  | Welcome
  | EntryFrame
  | Ack
  | Nack
  | Delta
  | Snapshot
  | History
  | Typing
  | Presence
  | Read
  | Pong
  | Bye;

/** Constant strings, so that a hibernating server answers without waking. */
export const pingText = '{"type":"ping"}';
export const pongText = '{"type":"pong"}';
