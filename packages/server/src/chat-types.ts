import type { Author, Content, Entry, Message, Metadata } from "@ws-chat/protocol";
import type { Clock } from "./clock.ts";
import type { Duration } from "./duration.ts";
import type { Log, RoomSummary } from "./logs/log.ts";
import type { Connection, Opening, Socket } from "./socket.ts";
import type { UploadOptions } from "./uploads/upload-options.ts";
import type { FoundUpload } from "./uploads/upload-store.ts";
import type { Uploads } from "./uploads/uploads.ts";

/** What a handler or a caller may say: text, or content with text. */
export type Draft = string | Content;
/** What `onMessage` may answer: nothing, one message, or pieces of text as they come. */
export type Reply = Draft | undefined | void | AsyncIterable<string>;

/** The person a connection speaks for: their public author, and whatever `authenticate` added. */
export type User<Extra = unknown> = Author & { readonly expiresAt?: number } & Extra;

/**
 * Whom `authenticate` found. The public id becomes `u:` followed by `id`, which is at most 125 characters. `expiresAt` is in milliseconds
 * since 1970; the connection ends then with 4003. All of it must be JSON.
 */
export type Identity<Extra = unknown> = Partial<Author> & { readonly id: string; readonly expiresAt?: number } & Extra;

/** What an `authenticate` finds: who it is, an anonymous visitor, a token that was good once, or nobody to be let in. */
export type Verdict<Extra = unknown> = Identity<Extra> | "visitor" | "expired" | undefined;

/** What an `authenticate` gets: plain data of the hello and the upgrade. */
export interface Credentials {
  /** What the page's `getToken` returned. */
  readonly token: string | undefined;
  /** Path and query of the endpoint as it was asked for. */
  readonly url: string;
  /** Of the page; absent for programs. It was admitted before. */
  readonly origin: string | undefined;
  /** The address; behind proxies that of the last one, unless the adapter has `trustProxy`. */
  readonly ip: string | undefined;
  /** The `Cookie` header as it came. */
  readonly cookie: string | undefined;
}

/** What a handler can do besides answering. */
export interface Context<Extra = unknown> {
  readonly room: RoomHandle;
  readonly user: User<Extra>;
  readonly metadata: Metadata;
  /** 1, then 2, 3 when an earlier run ended without a reply. */
  readonly attempt: number;
  /** Aborts when the person presses stop, the chat closes or the reply is no longer owed. */
  readonly signal: AbortSignal;
  /** As that of the room: its latest messages, oldest first, the one being answered included. */
  history(range?: { readonly before?: number; readonly limit?: number }): Promise<readonly Message[]>;
  /** Says something in the room besides the answer. */
  send(draft: Draft): Promise<Message>;
  typing(on: boolean): void;
}

/** One room, from the server's side. */
export interface RoomHandle {
  readonly id: string;
  /**
   * Says something in the room, as `from` or the chat's own author. Under an `id`, 1 to 64 characters of `A-Z a-z 0-9 _ -`, it is said once:
   * a repeat resolves to the first. Rejects where the log does.
   * @throws {TypeError} (rejects) where no client could read it. @throws {RangeError} (rejects) where the text is over 131,072 bytes.
   */
  send(draft: Draft, options?: { readonly from?: Author; readonly id?: string }): Promise<Message>;
  /**
   * Messages below `before`, the newest of them, oldest first; notes that an answer failed are left out. `limit` is 100 by default, and
   * `Infinity` for all there are.
   * @throws {TypeError} (rejects) where one of the two is no whole number.
   */
  history(range?: { readonly before?: number; readonly limit?: number }): Promise<readonly Message[]>;
  /** Users with a connection on this process; where the chat tells who is in the room (`presence`), the others that it tells of as well. */
  members(): readonly Author[];
  /** Shows the chat's author typing for ten seconds, or no more. */
  typing(on: boolean): void;
  /** The file behind the `url` of an attachment; `undefined` where it was not uploaded to this room of this chat. */
  upload(url: string): Promise<FoundUpload | undefined>;
  /**
   * Deletes the room's messages and files. Whoever is in it starts over.
   * @throws {TypeError} (rejects) where the log cannot remove rooms.
   */
  remove(): Promise<void>;
}

export interface Chat {
  /** @throws {TypeError} where `id` is not 1 to 128 characters without control characters. */
  room(id: string): RoomHandle;
  /**
   * The private room of one user, by public id: `u:` and the id that `authenticate` gave, or a visitor's `v:…`. They find there what was
   * said while they were away.
   * @throws {TypeError} where `id` is none.
   */
  user(id: string): RoomHandle;
  /**
   * Rooms in which something was said, the one with the latest entry first. The next page comes `before` the last of this one:
   * `{ ts: last.newest.ts, room: last.room }`. Private rooms are among them. `limit` is 100 by default.
   * @throws {TypeError} (rejects) where the log has no list of its rooms.
   */
  rooms(range?: {
    readonly before?: { readonly ts: number; readonly room: string };
    readonly limit?: number;
  }): Promise<readonly RoomSummary[]>;
  /**
   * Calls `listener` with the name of a room in which something was said, by whomever and on whichever process that shares the log, or
   * which was removed; with nothing where some were missed, so that the list has to be looked at again. It may be called twice for one
   * reason: what there is to show is asked of `rooms` and `history`. Resolves once nothing more escapes it; ends when `signal` aborts.
   * @throws {TypeError} (rejects) where the log cannot watch its rooms.
   * @example
   * await chat.watch((room) => (room === undefined ? showAll() : show(room)), { signal });
   * await showAll();
   */
  watch(listener: (room?: string) => void | Promise<void>, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Ends the connections of `user`, a public id, or those in one `room`, with 4403; they do not come back by themselves. Whoever shall
   * stay out is refused by `authenticate` or `authorize`. Where processes share a log, each of them ends its own, as soon as it hears of
   * it; one that is cut off from the log does not. @returns how many there were on this process. @throws {TypeError} where `user` is no public id.
   */
  disconnect(who: { readonly user: string; readonly room?: string }): number;
  /** For adapters: takes over `socket`. What it refuses, it closes with a code and a reason. */
  accept(socket: Socket, opening: Opening): Connection;
  /** For adapters: the files of its messages; absent where it takes none. */
  readonly uploads?: Uploads | undefined;
  /** How many there are, those included that are closing. */
  readonly connections: number;
  /**
   * Closes without a rush: takes nobody in any more, says `bye` (1012) to one after the other over that time, so that they do not all
   * come back at once, gives handlers as long to end, and then closes. Resolves when all have gone and what was said is stored.
   * @throws {TypeError} where `over` is no time. @default over "10s"
   */
  drain(options?: { readonly over?: Duration }): Promise<void>;
  /** Says `bye` (1012) to everybody, waits for what is under way, and closes the log. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ChatLimits {
  /** How many connections at once; one more is closed with 1013. @default 20000 */
  readonly connections?: number;
  /**
   * How many of them may be without an accepted hello. After a restart everybody comes back at once, and a busy server opens thousands before their
   * first hello has come, so it is many; each is gone after `helloMs`.
   * @default 10000
   */
  readonly pendingHellos?: number;
  /** Frames a second of one connection, and how many at once. @default { perSecond: 10, burst: 40 } */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
  /** Bytes a slow connection may leave unsent before it goes back to catching up. @default 1048576 */
  readonly bufferedBytes?: number;
  /** UTF-8 bytes of the text of one message from a client; at most the default. @default 32768 */
  readonly textBytes?: number;
  /** How long a connection may take to say hello, before it is closed with 4408. @default 5000 */
  readonly helloMs?: number;
  /** How often a quiet client pings. @default 25000 */
  readonly pingMs?: number;
  /** How long a silent connection is kept; must be above `pingMs`. @default 150000 */
  readonly idleMs?: number;
  /**
   * How long an answer stays with a process that is not heard of any more, before another takes it over, where they share a log.
   * @default 10000
   */
  readonly leaseMs?: number;
}

export interface ChatOptions<Extra = unknown> {
  /** Answers a message. @default an echo, `Server echoed: <text>` */
  readonly onMessage?: (message: Message, context: Context<Extra>) => Reply | Promise<Reply>;
  /** Somebody came in, and not back from a lost connection. What it answers is said once to each user in each room. */
  readonly onJoin?: (context: Context<Extra>) => Reply | Promise<Reply>;
  /**
   * Names the user a hello speaks for. `"visitor"` takes them in as the anonymous visitor named by the hello's secret, who has nothing of
   * `Extra`. `undefined` refuses with 4401, which stops a client; `"expired"` asks with 4003 for a fresh token, once. Where it throws, the
   * client comes back later (1011). @default everybody is a visitor
   */
  readonly authenticate?: (credentials: Credentials) => Verdict<Extra> | Promise<Verdict<Extra>>;
  /**
   * Whether `user` may enter `room`; `false` refuses with 4403. It decides alone, also over the private rooms of others: ids are public,
   * so let nobody into `~…` but its owner (`room === "~" + user.id`) and those who shall read what others wrote there.
   * @default named rooms are open, a private room is its owner's
   */
  readonly authorize?: (request: { readonly user: User<Extra>; readonly room: string }) => boolean | Promise<boolean>;
  /** Who replies. @default { id: "bot", role: "bot" } */
  readonly author?: Author;
  /** Tells the people in a room who else is there. @default false */
  readonly presence?: boolean;
  /** Tells the people in a room, of up to 50 at once, how far the others have read. @default false */
  readonly readMarks?: boolean;
  /** Where rooms live. The chat closes it. @default a memory log, see `@ws-chat/server/memory` */
  readonly log?: Log;
  readonly limits?: ChatLimits;
  /** Bounds of each room, for the default log; another is given its own. @default { entries: 10000 } */
  readonly retention?: { readonly entries?: number; readonly ageMs?: number };
  /** Takes pictures and files with messages, and keeps them in a store. @default none are taken */
  readonly uploads?: UploadOptions;
  /** Where errors go when there is no `onError`, or when that throws. @default console */
  readonly logger?: Pick<Console, "error">;
  /** A handler threw, or the log failed. @default logs it */
  readonly onError?: (error: unknown, about: { readonly room?: string; readonly entry?: Entry }) => void;
  /** Time, for tests that move it themselves. @default the system's */
  readonly clock?: Clock;
}
