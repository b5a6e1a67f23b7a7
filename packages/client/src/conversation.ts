import {
  type Ack,
  type Author,
  type ClientFrame,
  type Entry,
  limits,
  type Nack,
  type Presence,
  type Read,
  type ServerFrame,
  type Welcome,
} from "@ws-chat/protocol";
import type { ChatClientEvents, ShownMessage, Snapshot } from "./chat-client.ts";
import { shownOf } from "./items.ts";
import { never } from "./link/link.ts";
import { failure, type Outbox } from "./outbox.ts";
import { isPassing } from "./refusals.ts";
import {
  addBare,
  addDelta,
  addEntry,
  addHistory,
  addSnapshot,
  type BareMessage,
  emptyTimeline,
  isHole,
  isTorn,
  openLog,
  type Timeline,
} from "./timeline.ts";

/** What a conversation needs around it. */
export interface Surroundings {
  now(): number;
  /** `false` where there is no link. */
  say(frame: ClientFrame): boolean;
  /** The frames do not follow on each other; only a new connection helps. */
  broken(): void;
  /** A message of one's own is stored. */
  stored(message: ShownMessage): void;
  message(event: ChatClientEvents["message"]): void;
  /** The server refused something other than a message. */
  refused(code: string, message: string): void;
}

/** With what has been told of people since. */
type Welcomed = Welcome & Partial<Pick<Snapshot, "people">>;

/** One room, as far as this client has followed it. */
export interface Conversation {
  readonly welcome: Welcomed | undefined;
  readonly timeline: Timeline;
  readonly typing: readonly Author[];
  readonly history: Snapshot["history"];
  receive(event: Received): void;
  /** Hands over what may go out now. */
  push(): void;
  /** The connection is gone. */
  down(): void;
  /** When `tick` is next due; Infinity for never. */
  wakeAt(): number;
  tick(): void;
  /** Resolves when the page before what is shown is there, or at once where there is none. */
  loadPage(): Promise<void>;
  forget(): void;
}

type Received = ServerFrame | BareMessage;
/** What each type of event does; one that is not named does nothing. */
type Handlers = { readonly [T in Received["type"]]?: (event: Extract<Received, { type: T }>) => void };

/** Entries asked for at a time. */
const pageEntries = 50;
/** How long to wait after a refusal that does not say. */
const patienceMs = 1_000;

export function createConversation(outbox: Outbox, around: Surroundings): Conversation {
  let welcome: Welcomed | undefined;
  let timeline = emptyTimeline;
  let typists: readonly { readonly author: Author; readonly until: number }[] = [];
  /** Streams whose snapshot was asked for. */
  let asked: readonly string[] = [];
  /** The history request under way. */
  let page: Promise<void> | undefined;
  let endPage: (() => void) | undefined;
  let pageAt = never;

  const handlers: Handlers = {
    welcome: open,
    entry: enter,
    ack: acknowledge,
    nack: refuse,
    history(event) {
      if (event.before !== timeline.low) return;
      timeline = addHistory(timeline, event);
      for (const entry of event.entries) settle(entry);
      closePage();
      if (timeline.torn) askPage();
    },
    delta(event) {
      if (!isTorn(timeline, event)) timeline = addDelta(timeline, event);
      else if (!asked.includes(event.id)) {
        asked = [...asked, event.id];
        around.say({ type: "snapshot", id: event.id });
      }
    },
    snapshot(event) {
      asked = asked.filter((id) => id !== event.id);
      hear(event.from, false);
      timeline = addSnapshot(timeline, event, around.now());
    },
    bare(event) {
      timeline = addBare(timeline, event);
      around.message({ message: event.message, own: event.message.from.id === timeline.me });
    },
    typing: ({ from, on }) => hear(from, on),
    presence: tell,
    read: tell,
  };

  function tell(event: Presence | Read): void {
    welcome &&= { ...welcome, people: { ...welcome.people, [(event as Read).user ?? ""]: event } };
  }

  function open(next: Welcome): void {
    const { user, room, resumed, limits } = next;
    if (welcome?.user.id !== user.id || welcome.room !== room) timeline = emptyTimeline;
    welcome = next;
    const wantsPage = page || !timeline.cursor || !resumed;
    timeline = openLog(timeline, next);
    outbox.open(limits.window, user.id);
    if (wantsPage) askPage();
  }

  function enter(entry: Entry): void {
    if (isHole(timeline, entry.seq)) return around.broken();
    const own = settle(entry);
    if (isTaken(entry.seq)) return;
    hear(entry.from, false);
    timeline = addEntry(timeline, entry);
    const message = shownOf(entry);
    if (message) around.message({ message, own });
  }

  function acknowledge({ n, seq, ts, dup }: Ack): void {
    const unsent = outbox.land(n);
    if (!unsent || !welcome) return;
    const entry: Entry = { ...unsent.item.message, kind: "message", from: welcome.user, seq, ts };
    if (!dup) enter(entry);
    // The original of a repeat is shown already, or will come in its place.
    else if (isTaken(seq)) settle(entry);
  }

  function refuse({ n, code, message, retryMs }: Nack): void {
    const until = isPassing(code, retryMs) && around.now() + (retryMs ?? patienceMs);
    if (n === undefined) {
      asked = [];
      if (!until) closePage();
      else if (page) pageAt = until;
      around.refused(code, message);
    } else if (until) {
      outbox.goBack(n, until);
    } else {
      outbox.fail(n, failure(code, message));
    }
  }

  /** Whether `entry` is one's own; it is stored then, whatever becomes of its acknowledgement, and whichever page sent it. */
  function settle(entry: Entry): boolean {
    const own = entry.from.id === timeline.me;
    const message = own && shownOf(entry);
    if (message) {
      outbox.settle(entry.id);
      around.stored(message);
    }
    return own;
  }

  function isTaken(seq: number): boolean {
    return seq <= (timeline.cursor?.seq ?? 0);
  }

  function askPage(): void {
    pageAt = never;
    if (!hasMore()) return closePage();
    page ??= new Promise((resolve) => (endPage = resolve));
    const limit = Math.min(pageEntries, welcome?.limits.historyEntries ?? 1);
    around.say({ type: "history", before: timeline.low, limit });
  }

  function hasMore(): boolean {
    return timeline.more && welcome?.features.includes("history") === true;
  }

  function closePage(): void {
    endPage?.();
    page = undefined;
  }

  function hear(author: Author, on: boolean): void {
    typists = typists.filter((typist) => typist.author.id !== author.id);
    if (on && author.id !== timeline.me) {
      typists = [...typists, { author, until: around.now() + limits.typingMs }];
    }
  }

  return {
    get welcome() {
      return welcome;
    },
    get timeline() {
      return timeline;
    },
    get typing() {
      return typists.map(({ author }) => author);
    },
    get history() {
      if (!timeline.cursor) return "unknown";
      if (page) return "loading";
      return hasMore() ? "more" : "complete";
    },
    receive(event) {
      // The index cannot say that a handler takes the events of its own type.
      (handlers[event.type] as ((event: Received) => void) | undefined)?.(event);
    },
    push() {
      if (!timeline.cursor) return;
      for (;;) {
        const frame = outbox.take(around.now(), timeline.cursor);
        if (!frame) break;
        around.say(frame);
      }
    },
    down() {
      outbox.close();
      typists = [];
      asked = [];
      pageAt = never;
    },
    wakeAt: () => Math.min(outbox.holdUntil || never, pageAt, ...typists.map(({ until }) => until)),
    tick() {
      const now = around.now();
      typists = typists.filter(({ until }) => until > now);
      if (pageAt <= now) askPage();
    },
    async loadPage() {
      if (!page) askPage();
      await page;
    },
    forget() {
      timeline = emptyTimeline;
      welcome = undefined;
      closePage();
    },
  };
}
