import type { Attachment, Author, Content, Feature, Metadata, Presence, Read } from "@ws-chat/protocol";

/** What a caller hands to `send`: text, or content with text. */
export type Draft = string | Content;

/** A message as a page shows it. `seq` is absent until the server has stored it. */
export interface ShownMessage extends Content {
  readonly id: string;
  readonly from: Author;
  /** Milliseconds since 1970: the server's clock once stored, this device's before. */
  readonly ts: number;
  readonly seq?: number;
  /** `seq` of the message this one answers. */
  readonly re?: number;
  readonly status?: "interrupted" | "no-reply" | "cut";
}

/** Where one's own message is on its way. */
export type Delivery =
  | { readonly state: "queued" | "sending" | "sent" }
  | {
      readonly state: "failed";
      /** `expired`, `other-conversation`, `too-long`, …: README.md, "Errors". */
      readonly code: string;
      /** One sentence for the person who wrote it. */
      readonly message: string;
      /** Whether `retry(id)` can help; `discard(id)` always can. */
      readonly canRetry: boolean;
    };

/** One line of the conversation. The object changes identity only when what it shows changes; `key` never changes. */
export type Item =
  | {
      readonly type: "message";
      readonly key: string;
      readonly message: ShownMessage;
      /** Present on one's own messages only. */
      readonly delivery?: Delivery;
      /** The author is still writing it. */
      readonly streaming: boolean;
    }
  /** The log can no longer fill what was between the neighbours. */
  | { readonly type: "gap"; readonly key: string };

/** The link, as far as a person cares. Times are milliseconds since 1970. */
export type Status =
  /** Nobody called `connect`, or somebody called `disconnect`. */
  | { readonly state: "idle" }
  /** An attempt is under way. `downSince`: when the link was lost, or first asked for. */
  | { readonly state: "connecting"; readonly downSince: number }
  /** Between two attempts. */
  | { readonly state: "waiting"; readonly downSince: number; readonly retryAt: number }
  | { readonly state: "online" }
  /** A stop code; only `connect()` tries again. */
  | { readonly state: "stopped"; readonly code: number; readonly message: string };

/** All there is to show, immutable; a new object after every change. */
export interface Snapshot {
  readonly status: Status;
  readonly items: readonly Item[];
  /** Own messages that are queued or sending. */
  readonly pending: number;
  /** Known from `welcome` on. */
  readonly user: Author | undefined;
  readonly room: string | undefined;
  readonly features: readonly Feature[];
  /** Longest text the server takes, UTF-8 bytes. */
  readonly textBytes: number;
  /** Largest file it takes; known from `welcome` on where `features` has `uploads`. */
  readonly uploadBytes?: number | undefined;
  /** `more`: `loadHistory` can fetch older entries. */
  readonly history: "unknown" | "more" | "loading" | "complete";
  /** Others who are typing now. */
  readonly typing: readonly Author[];
  /**
   * The latest `presence`, and the latest `read` of each user, since the link was opened; by type and user. `@ws-chat/client/people` makes sense of
   * them. Absent where the server tells nothing of the kind.
   */
  readonly people?: Readonly<Record<string, Presence | Read>> | undefined;
  /** What carries the link while it is online: `http` where WebSocket does not get through. */
  readonly transport: "websocket" | "http" | undefined;
  /** `unavailable`: storage is full or forbidden, unsent messages will not survive a reload. */
  readonly storage: "ok" | "unavailable";
}

export interface ChatClientEvents {
  /**
   * A message new to this conversation, of anybody, once: at its arrival or, streamed, at its end; own ones when stored. Not for history,
   * not even where it brings what was missed: after an absence longer than a server replays, that comes newest first, into the snapshot.
   */
  message: { readonly message: ShownMessage; readonly own: boolean };
  status: Status;
  error: ChatError;
}

/** A refusal or failure the page may want to know of. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  /** Kebab-case; documented in README.md, "Errors". */
  declare readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface UploadOptions {
  /** Ends the upload, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with how much of the file has gone out, from 0 to 1. Browsers tell it on the way, programs at the end. */
  readonly onProgress?: ((sent: number) => void) | undefined;
}

/** A conversation without a user interface: the link to the server, the messages, and those still to be sent. */
export interface ChatClient {
  /** The endpoint's `ws:` or `wss:` address. What is relative in an attachment is meant from there: `attachmentUrl` resolves it. */
  readonly url: string;
  getSnapshot(): Snapshot;
  /** Calls `listener` after every change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
  on<K extends keyof ChatClientEvents>(
    type: K,
    listener: (event: ChatClientEvents[K]) => void,
    options?: { readonly signal?: AbortSignal },
  ): void;
  /**
   * Shows the message at once, keeps it until it is stored, and resolves then.
   * @throws {ChatError} (rejects) when the message is finally refused or discarded.
   */
  send(draft: Draft): Promise<ShownMessage>;
  /**
   * Hands a file to the server, once the link is up, and resolves with what a draft's `attachments` take. What is not sent with a message, nobody sees.
   * @throws {ChatError} (rejects) `too-long`, `empty` or `invalid` for what the server does not take, `forbidden` where it takes no files or none of
   * this person, `rate-limited` and `unavailable` where the same may succeed later.
   * @example
   * const attachment = await chat.upload(input.files[0], { onProgress: (sent) => (bar.value = sent) });
   * await chat.send({ text: "", attachments: [attachment] });
   */
  upload(file: Blob & { readonly name?: string }, options?: UploadOptions): Promise<Attachment>;
  /** Fetches the page before the oldest entry shown; resolves when it is in the snapshot, or at once where there is none. */
  loadHistory(): Promise<void>;
  /** Sends a failed message again; for a `no-reply` entry (by its id) asks for the answer again. */
  retry(id: string): void;
  /** Removes a message that is not sent. */
  discard(id: string): void;
  /** Ends a streamed reply. */
  stop(id: string): void;
  typing(on: boolean): void;
  /** Says that the person has read all up to `seq`; the server takes no less than it knows. `watchPeople` says it no more often than it has to. */
  read(seq: number): void;
  /** Opens the link, or tries at once where it waits or has stopped. */
  connect(): void;
  /** Ends the link until `connect` or `send`; what is queued stays queued. */
  disconnect(): void;
  /** Forgets this device: secret, outbox, timeline. Other open pages of the browser forget them, too. */
  reset(): void;
}

export interface ClientOptions {
  /** `ws:`, `wss:`, `http:`, `https:`, or relative to the page. */
  readonly url: string;
  /** @default the visitor's own private room */
  readonly room?: string | undefined;
  /** `text` speaks bare text frames, for servers that know nothing of ws-chat. @default "ws-chat.v1" */
  readonly protocol?: "ws-chat.v1" | "text" | undefined;
  readonly userName?: string | undefined;
  readonly metadata?: Metadata | undefined;
  /** Called when a token is missing, expired or refused; `refused` names the close code. */
  readonly getToken?:
    | ((reason: { readonly refused?: number | undefined }) => string | undefined | Promise<string | undefined>)
    | undefined;
  /** @default localStorage in a page, elsewhere nothing: what is unsent lives as long as the client */
  readonly storage?: Storage;
  readonly backoff?: { /** @default 500 */ readonly baseMs?: number /** @default 20000 */; readonly capMs?: number };
}

/** Where secret and outbox live. MUST NOT throw from `get`; `set` throws when it cannot keep the value. */
export interface Storage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): readonly string[];
}
