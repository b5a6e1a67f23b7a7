/** Sizes, counts and times that both sides of `ws-chat.v1` obey. Bytes are UTF-8. PROTOCOL.md, "Limits", is generated from this table. */
export const limits = {
  /** Hard cap of one frame from a client; above it the connection closes with 1009. Room for `textBytes` at JSON's worst escaping, 6:1. */
  frameBytes: 262_144,
  /** Text of one message from a client; above it `nack too-long`. */
  textBytes: 32_768,
  /** Text of one message from the server's side (replies, streams). */
  replyBytes: 131_072,
  /** Structured `data` of one message, as JSON. */
  dataBytes: 16_384,
  /** `metadata` of a hello, as JSON. */
  metadataBytes: 2_048,
  /** Nesting of `data` and `metadata`. */
  depth: 16,
  /** Characters of a `token`. */
  tokenChars: 8_192,
  /** Characters of an id of a message or stream. */
  idChars: 64,
  /** Characters of an `epoch`. */
  epochChars: 64,
  /** Characters of the display name in a hello. */
  nameChars: 64,
  /** Characters of each of an author's `id`, `name` and `role`. */
  authorChars: 256,
  /** Characters of a room name. */
  roomChars: 128,
  /** Characters of a URL (avatar, attachment). */
  urlChars: 2_048,
  /** Attachments of one message. */
  attachments: 10,
  /** Characters of an attachment's `name`. */
  fileNameChars: 255,
  /** Characters of an attachment's `type`. */
  mediaTypeChars: 127,
  /** Quick replies of one message. */
  quickReplies: 12,
  /** Characters of a quick reply's `text`. */
  quickReplyChars: 256,
  /** Characters of a quick reply's `value`. */
  quickReplyValueChars: 4_096,
  /** Sends a client may have unanswered in one connection. */
  window: 32,
  /** Entries in one `history` answer. */
  historyEntries: 100,
  /** Entries replayed after a resume; beyond it `resumed: false`. */
  replayEntries: 500,
  /** Soft cap of one `history` answer; one entry always fits. */
  answerBytes: 262_144,
  /** Users listed in one `presence`. */
  presenceUsers: 50,
  /** How long a server waits for `hello` before it closes with 4408. */
  helloMs: 5_000,
  /** How often a quiet client pings, unless `welcome.pingMs` says otherwise. */
  pingMs: 25_000,
  /** How long past `pingMs` a silent link counts as alive. */
  graceMs: 10_000,
  /** How long a probe after waking may stay unanswered. */
  probeMs: 3_000,
  /** How long a client waits for a connection to open, and then as long again for `welcome`. */
  connectMs: 10_000,
  /** How long a connection must last after `welcome` before a client's backoff starts over. */
  settledMs: 5_000,
  /** How often `typing` is sent anew while it lasts, by a client for its person and by a server for a handler. */
  typingRenewMs: 5_000,
  /** How long a client shows a typist without a renewal. */
  typingMs: 10_000,
  /** How long a connection may take nothing of what is sent to it before it closes with 4001. */
  slowMs: 30_000,
  /** How long a server keeps a connection it hears nothing from. Throttled tabs ping once a minute. */
  idleMs: 150_000,
  /** Bytes of the body of one `POST`; above it the answer is 413. Room for a hello and a frame of `frameBytes`. */
  requestBytes: 524_288,
  /** Frames in one `POST`. */
  requestFrames: 64,
  /** How long the body of a `POST` may take to come. */
  requestMs: 30_000,
  /** How long the answer to a `POST` stays open at most: below the 60 s after which proxies commonly give up. */
  answerMs: 50_000,
  /** How often an open answer says `pong`. */
  pongMs: 8_000,
  /** How long the first line of an answer may take before a client takes it that something on the way holds lines back. */
  firstLineMs: 3_000,
  /** Bytes of a close reason (RFC 6455, section 5.5). */
  closeReasonBytes: 123,
} as const;
