import {
  type Ack,
  type Author,
  type ClientFrame,
  encodeFrame,
  type Entry,
  fitsBytes,
  limits,
  type Nack,
  type Welcome,
} from "@ws-chat/protocol";
import {
  type ChatClient,
  type ChatClientEvents,
  ChatError,
  type ClientOptions,
  type Item,
  type ShownMessage,
  type Snapshot,
  type Status,
} from "./chat-client.ts";
import { createDevice } from "./device.ts";
import { messageOf } from "./draft.ts";
import { resolveEndpoint } from "./endpoint.ts";
import { randomId } from "./ids.ts";
import { shownOf } from "./items.ts";
import { createDriver, type TalkFrame } from "./link/driver.ts";
import { createOutbox, failure } from "./outbox.ts";
import type { Runtime } from "./runtime.ts";
import { canFill } from "./segments.ts";
import { pageStorage } from "./storage.ts";
import { type BareMessage, emptyTimeline, isHole, isTorn, itemsOf, reduce } from "./timeline.ts";
import { hearTyping, silentAt, type Typists } from "./typists.ts";

/** Entries asked for at a time. */
const pageEntries = 50;
/** How often a person who types on says so. */
const typingMs = 5_000;

/** A client in surroundings of the caller's choice: it joins the link, the outbox and the timeline. */
export function createClientIn(runtime: Runtime, options: ClientOptions): ChatClient {
  const text = options.protocol === "text";
  const endpoint = resolveEndpoint(options.url);
  const device = createDevice(options.storage ?? pageStorage(), endpoint.key, options.room);
  const outbox = createOutbox(device.loadOutbox());
  const events = new EventTarget();
  /** Sends that somebody waits for, by message id. */
  const results = new Map<string, PromiseWithResolvers<ShownMessage>>();
  /** Streams whose snapshot was asked for. */
  const asked = new Set<string>();
  let status: Status = { state: "idle" };
  let welcome: Welcome | undefined;
  let timeline = emptyTimeline;
  let typists: Typists = [];
  let loading = false;
  let loadAt = Number.POSITIVE_INFINITY;
  let pages: (() => void)[] = [];
  let typingUntil = 0;
  let readUpTo = 0;
  let snapshot: Snapshot | undefined;
  let items: readonly Item[] = [];
  let itemsFrom: readonly unknown[] = [];
  let flushing = false;

  const driver = createDriver(options, endpoint, runtime, {
    hello: (token) =>
      encodeFrame({
        type: "hello",
        secret: device.secret(),
        ...(token !== undefined && { token }),
        ...(options.userName && { name: options.userName }),
        ...(options.metadata && { metadata: options.metadata }),
        ...(timeline.cursor && { resume: timeline.cursor }),
      }),
    up,
    frame: receive,
    text(received) {
      const message = { id: randomId(), from: { id: "server", role: "bot" }, ts: runtime.now(), text: received };
      advance({ type: "bare", message });
      emit("message", { message, own: false });
    },
    down() {
      outbox.close();
      asked.clear();
      typists = [];
      typingUntil = readUpTo = 0;
      loadAt = Number.POSITIVE_INFINITY;
      changed();
    },
    status(next) {
      status = next;
      emit("status", status);
      changed();
    },
    error: (error) => emit("error", error),
    wakeAt: () => Math.min(outbox.holdUntil || Number.POSITIVE_INFINITY, loadAt, silentAt(typists)),
    tick() {
      const now = runtime.now();
      if (silentAt(typists) <= now) {
        typists = typists.filter(({ until }) => until > now);
        changed();
      }
      if (loadAt <= now) loadPage();
      pump();
    },
  });

  function up(frame?: Welcome): void {
    if (frame) {
      const { user, room } = frame;
      if (welcome?.user.id !== user.id || welcome.room !== room) timeline = emptyTimeline;
      welcome = frame;
      const before = timeline.segments.at(-1);
      advance(frame);
      outbox.open(frame.limits.window, user.id);
      if (loading || timeline.segments.at(-1) !== before) loadPage();
    }
    pump();
  }

  function receive(frame: TalkFrame): void {
    switch (frame.type) {
      case "entry":
        enter(frame);
        break;
      case "ack":
        acknowledge(frame);
        break;
      case "nack":
        refuse(frame);
        break;
      case "history":
        if (frame.before !== timeline.segments.at(-1)?.low) break;
        advance(frame);
        for (const entry of frame.entries) settle(entry);
        if (canFill(timeline.segments)) loadPage();
        else loaded();
        break;
      case "delta":
        if (!isTorn(timeline, frame)) advance(frame);
        else if (!asked.has(frame.id)) {
          asked.add(frame.id);
          say({ type: "snapshot", id: frame.id });
        }
        break;
      case "snapshot":
        asked.delete(frame.id);
        hear(frame.from, false);
        advance(frame);
        break;
      case "typing":
        hear(frame.from, frame.on);
    }
  }

  function enter(entry: Entry): void {
    if (isHole(timeline, entry.seq)) return driver.dispatch({ type: "broken" });
    const own = settle(entry);
    if (entry.seq <= (timeline.cursor?.seq ?? 0)) return;
    hear(entry.from, false);
    advance({ ...entry, type: "entry" });
    const message = shownOf(entry);
    if (message) emit("message", { message, own });
  }

  function acknowledge({ n, seq, ts, dup }: Ack): void {
    const unsent = outbox.land(n);
    if (!unsent) return;
    const entry: Entry = { ...unsent.item.message, kind: "message", from: self(), seq, ts };
    if (!dup) enter(entry);
    // The original of a repeat is shown already, or will come in its place.
    else if (seq <= (timeline.cursor?.seq ?? 0)) settle(entry);
    pump();
  }

  function refuse({ n, code, message, retryMs = 1_000 }: Nack): void {
    const now = runtime.now();
    if (n !== undefined) {
      outbox.refuse(n, failure(code, message), now + retryMs);
      return pump();
    }
    asked.clear();
    if (loading) loadAt = now + retryMs;
    emit("error", new ChatError(code, message));
  }

  /** Whether `entry` is one's own; it is stored now, whatever becomes of its acknowledgement. */
  function settle(entry: Entry): boolean {
    const own = entry.from.id === timeline.me;
    const message = own && outbox.settle(entry.id) && shownOf(entry);
    if (message) {
      results.get(entry.id)?.resolve(message);
      results.delete(entry.id);
      changed();
    }
    return own;
  }

  /** Hands over what may go out now. */
  function pump(): void {
    if (!text) {
      for (;;) {
        const frame = timeline.cursor && outbox.take(runtime.now(), timeline.cursor);
        if (!frame) break;
        say(frame);
      }
      return changed();
    }
    for (const { item } of outbox.items) {
      if (item.delivery.state !== "queued") continue;
      const { message } = item;
      if (!driver.send(message.text)) break;
      outbox.settle(message.id);
      advance({ type: "bare", message });
      results.get(message.id)?.resolve(message);
      results.delete(message.id);
      emit("message", { message, own: true });
    }
  }

  function loadPage(): void {
    const last = timeline.segments.at(-1);
    loadAt = Number.POSITIVE_INFINITY;
    loading = last?.more === true;
    if (!last || !loading) return loaded();
    const limit = Math.min(pageEntries, welcome?.limits.historyEntries ?? pageEntries);
    say({ type: "history", before: last.low, limit });
    changed();
  }

  function loaded(): void {
    loading = false;
    for (const done of pages) done();
    pages = [];
    changed();
  }

  function hear(author: Author, on: boolean): void {
    if (author.id === timeline.me) return;
    typists = hearTyping(typists, author, on, runtime.now());
    changed();
  }

  function advance(event: Parameters<typeof reduce>[1] | BareMessage): void {
    timeline = reduce(timeline, event, runtime.now());
    changed();
  }

  function say(frame: ClientFrame): boolean {
    return driver.send(encodeFrame(frame));
  }

  function self(): Author {
    return welcome?.user ?? { id: emptyTimeline.me, role: "visitor", ...(options.userName && { name: options.userName }) };
  }

  function historyState(): Snapshot["history"] {
    if (text) return "complete";
    if (!timeline.cursor) return "unknown";
    if (loading) return "loading";
    return timeline.segments.at(-1)?.more ? "more" : "complete";
  }

  function emit<K extends keyof ChatClientEvents>(type: K, detail: ChatClientEvents[K]): void {
    queueMicrotask(() => events.dispatchEvent(new CustomEvent(type, { detail })));
  }

  function changed(): void {
    snapshot = undefined;
    if (flushing) return;
    flushing = true;
    queueMicrotask(flush);
  }

  function flush(): void {
    flushing = false;
    device.saveOutbox(outbox.items);
    for (const { item } of results.size > 0 ? outbox.items : []) {
      if (item.delivery.state === "failed") reject(item.key, item.delivery.code, item.delivery.message);
    }
    snapshot = undefined;
    events.dispatchEvent(new Event("change"));
  }

  function reject(id: string, code: string, message: string): void {
    results.get(id)?.reject(new ChatError(code, message));
    results.delete(id);
  }

  const client: ChatClient = {
    getSnapshot() {
      if (itemsFrom[0] !== timeline || itemsFrom[1] !== outbox.items) {
        itemsFrom = [timeline, outbox.items];
        items = [...itemsOf(timeline), ...outbox.items.map(({ item }) => item)];
      }
      snapshot ??= {
        status,
        items,
        pending: outbox.items.filter(({ item }) => item.delivery.state !== "failed").length,
        user: welcome?.user,
        room: welcome?.room,
        features: welcome?.features ?? [],
        textBytes: welcome?.limits.textBytes ?? limits.textBytes,
        history: historyState(),
        typing: typists.map(({ author }) => author),
        transport: status.state === "online" ? "websocket" : undefined,
        storage: device.storage,
      };
      return snapshot;
    },
    subscribe(listener) {
      const call = (): void => listener();
      events.addEventListener("change", call);
      return () => events.removeEventListener("change", call);
    },
    on(type, listener, { signal } = {}) {
      const call = (event: Event): void => listener((event as CustomEvent).detail);
      events.addEventListener(type, call, signal ? { signal } : {});
    },
    send(draft) {
      const id = randomId();
      const result = Promise.withResolvers<ShownMessage>();
      // Whoever does not wait for it sees the failure on the message.
      result.promise.catch(() => {});
      try {
        const message = messageOf(draft, { id, from: self(), ts: runtime.now() });
        const { textBytes } = client.getSnapshot();
        const fits = fitsBytes(message.text, textBytes);
        const delivery = fits ? ({ state: "queued" } as const) : failure("too-long", `At most ${textBytes} bytes.`);
        outbox.add({ item: { type: "message", key: id, message, delivery, streaming: false } });
      } catch (error) {
        result.reject(error);
        return result.promise;
      }
      results.set(id, result);
      if (!text && !device.keepSecret()) client.disconnect();
      if (status.state === "idle") client.connect();
      pump();
      changed();
      return result.promise;
    },
    loadHistory() {
      const state = historyState();
      if (state !== "more" && state !== "loading") return Promise.resolve();
      const page = Promise.withResolvers<void>();
      pages.push(page.resolve);
      if (!loading) loadPage();
      return page.promise;
    },
    retry(id) {
      const isUnanswered = (item: Item): boolean =>
        item.type === "message" && item.message.id === id && item.message.status === "no-reply";
      const unanswered = itemsOf(timeline).find(isUnanswered);
      if (unanswered?.type === "message" && unanswered.message.seq) say({ type: "retry", seq: unanswered.message.seq });
      outbox.retry(id);
      pump();
      changed();
    },
    discard(id) {
      if (!outbox.settle(id)) return;
      reject(id, "discarded", "The message was discarded.");
      changed();
    },
    stop: (id) => void say({ type: "stop", id }),
    typing(on) {
      const now = runtime.now();
      // Renewed as long as somebody types, said once when they stop.
      if (text || (on ? now < typingUntil : !typingUntil)) return;
      if (say({ type: "typing", on })) typingUntil = on ? now + typingMs : 0;
    },
    read(seq) {
      if (!text && seq > readUpTo && say({ type: "read", seq })) readUpTo = seq;
    },
    connect: () => driver.dispatch({ type: "connect" }),
    disconnect: () => driver.dispatch({ type: "disconnect" }),
    reset() {
      client.disconnect();
      for (const { item } of outbox.items) client.discard(item.key);
      timeline = emptyTimeline;
      welcome = undefined;
      device.saveOutbox([]);
      device.forget();
      loaded();
    },
  };
  return client;
}
