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
  type Delivery,
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
import { type BareText, createDriver } from "./link/driver.ts";
import { createOutbox, failure } from "./outbox.ts";
import type { Runtime } from "./runtime.ts";
import { pageStorage } from "./storage.ts";
import { emptyTimeline, isHole, isTorn, itemsOf, reduce } from "./timeline.ts";

/** Entries asked for at a time. */
const pageEntries = 50;
/** How long to wait after a refusal that does not say. */
const patienceMs = 1_000;
const patient: readonly string[] = ["rate-limited", "unavailable"] satisfies Nack["code"][];
const never = Number.POSITIVE_INFINITY;

/** A client in surroundings of the caller's choice: it joins the link, the outbox and the timeline. */
export function createClientIn(runtime: Runtime, options: ClientOptions): ChatClient {
  const { userName: name, metadata, room, protocol } = options;
  const text = protocol === "text";
  const endpoint = resolveEndpoint(options.url);
  const device = createDevice(options.storage ?? pageStorage(), endpoint.key, room);
  const outbox = createOutbox(device.loadOutbox());
  const events = new EventTarget();
  /** Sends that somebody waits for, by message id. */
  const results = new Map<string, PromiseWithResolvers<ShownMessage>>();
  /** Streams whose snapshot was asked for. */
  const asked = new Set<string>();
  let status: Status = { state: "idle" };
  let welcome: Welcome | undefined;
  let timeline = emptyTimeline;
  let typists: readonly { readonly author: Author; readonly until: number }[] = [];
  /** Resolves at the end of the history request under way. */
  let page: PromiseWithResolvers<void> | undefined;
  let pageAt = never;
  let typingUntil = 0;
  let readUpTo = 0;
  let snapshot: Snapshot | undefined;
  let items: readonly Item[] = [];
  let itemsOfTimeline: unknown;
  let itemsOfOutbox: unknown;
  let flushing = false;

  const driver = createDriver(options, endpoint, runtime, {
    hello: (token) =>
      encodeFrame({
        type: "hello",
        secret: device.secret(),
        ...(token && { token }),
        ...(name && { name }),
        ...(metadata && { metadata }),
        ...(timeline.cursor && { resume: timeline.cursor }),
      }),
    receive,
    down() {
      outbox.close();
      asked.clear();
      typists = [];
      typingUntil = readUpTo = 0;
      pageAt = never;
    },
    status(next) {
      status = next;
      emit("status", status);
      update();
    },
    error: (code, error) => emit("error", new ChatError(code, String(error))),
    wakeAt: () => Math.min(outbox.holdUntil, pageAt, ...typists.map(({ until }) => until)),
    tick() {
      const now = runtime.now();
      typists = typists.filter(({ until }) => until > now);
      if (pageAt <= now) askPage();
      update();
    },
  });

  function receive(frame: Parameters<typeof reduce>[1] | BareText): void {
    switch (frame.type) {
      case "welcome":
        open(frame);
        break;
      case "text":
        enterBare({ id: randomId(), from: { id: "server", role: "bot" }, ts: runtime.now(), text: frame.text }, false);
        break;
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
        if (frame.before !== timeline.low) break;
        advance(frame);
        for (const entry of frame.entries) settle(entry);
        closePage();
        if (timeline.torn && timeline.more) askPage();
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
    update();
  }

  function open(frame: Welcome): void {
    const { user, room } = frame;
    if (welcome?.user.id !== user.id || welcome.room !== room) timeline = emptyTimeline;
    welcome = frame;
    const { cursor } = timeline;
    advance(frame);
    outbox.open(frame.limits.window, user.id);
    if (page || !cursor || !frame.resumed) askPage();
  }

  function enter(entry: Entry): void {
    if (isHole(timeline, entry.seq)) return driver.dispatch({ type: "broken" });
    const own = settle(entry);
    if (!timeline.cursor || entry.seq <= timeline.cursor.seq) return;
    hear(entry.from, false);
    advance({ ...entry, type: "entry" });
    const message = shownOf(entry);
    if (message) emit("message", { message, own });
  }

  function enterBare(message: ShownMessage, own: boolean): void {
    advance({ type: "bare", message });
    emit("message", { message, own });
  }

  function acknowledge({ n, seq, ts, dup }: Ack): void {
    const unsent = outbox.land(n);
    if (!unsent) return;
    const entry: Entry = { ...unsent.item.message, kind: "message", from: self(), seq, ts };
    if (!dup) enter(entry);
    // The original of a repeat is shown already, or will come in its place.
    else if (seq <= (timeline.cursor?.seq ?? 0)) settle(entry);
  }

  function refuse({ n, code, message, retryMs }: Nack): void {
    const until = runtime.now() + (retryMs ?? patienceMs);
    if (n === undefined) {
      asked.clear();
      if (page) pageAt = until;
      emit("error", new ChatError(code, message));
    } else if (retryMs !== undefined || patient.includes(code)) {
      outbox.goBack(n, until);
    } else {
      outbox.fail(n, failure(code, message));
    }
  }

  /** Whether `entry` is one's own; it is stored now, whatever becomes of its acknowledgement. */
  function settle(entry: Entry): boolean {
    const own = entry.from.id === timeline.me;
    const message = own && outbox.settle(entry.id) && shownOf(entry);
    if (message) resolve(message);
    return own;
  }

  function resolve(message: ShownMessage): void {
    results.get(message.id)?.resolve(message);
    results.delete(message.id);
  }

  function reject(id: string, code: string, message: string): void {
    results.get(id)?.reject(new ChatError(code, message));
    results.delete(id);
  }

  /** Asks for the page below what is shown, if there is one. */
  function askPage(): void {
    const limit = Math.min(pageEntries, welcome?.limits.historyEntries ?? pageEntries);
    pageAt = never;
    if (!timeline.more) return closePage();
    page ??= Promise.withResolvers();
    say({ type: "history", before: timeline.low, limit });
  }

  function closePage(): void {
    page?.resolve();
    page = undefined;
  }

  function hear(author: Author, on: boolean): void {
    if (author.id === timeline.me) return;
    typists = typists.filter((typist) => typist.author.id !== author.id);
    if (on) typists = [...typists, { author, until: runtime.now() + limits.typingMs }];
  }

  function advance(event: Parameters<typeof reduce>[1]): void {
    timeline = reduce(timeline, event, runtime.now());
  }

  function say(frame: ClientFrame): boolean {
    return driver.send(encodeFrame(frame));
  }

  function self(): Author {
    return welcome?.user ?? { id: timeline.me, role: "visitor", ...(name && { name }) };
  }

  function historyState(): Snapshot["history"] {
    if (text) return "complete";
    if (!timeline.cursor) return "unknown";
    if (page) return "loading";
    return timeline.more ? "more" : "complete";
  }

  function emit<K extends keyof ChatClientEvents>(type: K, detail: ChatClientEvents[K]): void {
    queueMicrotask(() => events.dispatchEvent(new CustomEvent(type, { detail })));
  }

  /** Hands over what may go out now, and tells the page of whatever has changed. */
  function update(): void {
    for (let frame; timeline.cursor && (frame = outbox.take(runtime.now(), timeline.cursor)); ) say(frame);
    for (const { item } of text ? outbox.items : []) {
      const { message, delivery } = item;
      if (delivery.state !== "queued" || !driver.send(message.text)) continue;
      outbox.settle(message.id);
      resolve(message);
      enterBare(message, true);
    }
    snapshot = undefined;
    if (!flushing) queueMicrotask(flush);
    flushing = true;
  }

  function flush(): void {
    flushing = false;
    device.saveOutbox(outbox.items);
    for (const { item } of results.size > 0 ? outbox.items : []) {
      const { key, delivery } = item;
      if (delivery.state === "failed") reject(key, delivery.code, delivery.message);
    }
    snapshot = undefined;
    events.dispatchEvent(new Event("change"));
  }

  const client: ChatClient = {
    getSnapshot() {
      if (itemsOfTimeline !== timeline || itemsOfOutbox !== outbox.items) {
        itemsOfTimeline = timeline;
        itemsOfOutbox = outbox.items;
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
      events.addEventListener(type, call, signal && { signal });
    },
    send(draft) {
      const result = Promise.withResolvers<ShownMessage>();
      // Whoever does not wait for it sees the failure on the message.
      result.promise.catch(() => {});
      const id = randomId();
      try {
        const message = messageOf(draft, { id, from: self(), ts: runtime.now() });
        const { textBytes } = client.getSnapshot();
        const delivery: Delivery = fitsBytes(message.text, textBytes)
          ? { state: "queued" }
          : failure("too-long", `At most ${textBytes} bytes.`);
        outbox.add({ item: { type: "message", key: id, message, delivery, streaming: false } });
        results.set(id, result);
        if (!text && !device.keepSecret()) client.disconnect();
        if (status.state === "idle") client.connect();
        update();
      } catch (error) {
        result.reject(error);
      }
      return result.promise;
    },
    loadHistory() {
      if (!page) askPage();
      update();
      return page?.promise ?? Promise.resolve();
    },
    retry(id) {
      for (const item of timeline.items) {
        if (item.type !== "message" || item.message.id !== id || item.message.status !== "no-reply") continue;
        if (item.message.seq) say({ type: "retry", seq: item.message.seq });
      }
      outbox.retry(id);
      update();
    },
    discard(id) {
      if (outbox.settle(id)) reject(id, "discarded", "The message was discarded.");
      update();
    },
    stop: (id) => void say({ type: "stop", id }),
    typing(on) {
      const now = runtime.now();
      // Renewed as long as somebody types, said once when they stop.
      if (text || (on ? now < typingUntil : !typingUntil)) return;
      if (say({ type: "typing", on })) typingUntil = on ? now + limits.typingRenewMs : 0;
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
      device.forget();
      closePage();
      update();
    },
  };
  return client;
}
