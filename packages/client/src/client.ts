import { type ClientFrame, fitsBytes, limits } from "@ws-chat/protocol";
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
import { createConversation } from "./conversation.ts";
import { createDevice } from "./device.ts";
import { messageOf } from "./draft.ts";
import { resolveEndpoint } from "./endpoint.ts";
import { randomId } from "./ids.ts";
import { itemOf, seqOf } from "./items.ts";
import { createKeptOutbox } from "./kept-outbox.ts";
import { lateModule } from "./late-module.ts";
import { createDriver } from "./link/driver.ts";
import { createOutbox, failure } from "./outbox.ts";
import type { Unsent } from "./unsent.ts";
import type { Runtime } from "./runtime.ts";
import { pageStorage } from "./storage.ts";
import { itemsOf } from "./timeline.ts";

const loadUpload = () => import("./upload.ts");

/** A client in surroundings of the caller's choice: it joins the link and the conversation, and is their public face. */
export function createClientIn(runtime: Runtime, options: ClientOptions): ChatClient {
  const { userName: name, metadata, room, protocol } = options;
  const text = protocol === "text";
  const endpoint = resolveEndpoint(options.url);
  const storage = options.storage ?? pageStorage();
  const device = createDevice(storage, endpoint.key, room);
  const kept = createKeptOutbox(runtime, storage, device, adopt, forget);
  const outbox = createOutbox(kept.items);
  const events = new EventTarget();
  /** Sends that somebody waits for, by message id. */
  const results = new Map<string, Pick<PromiseWithResolvers<ShownMessage>, "resolve" | "reject">>();
  let status: Status = { state: "idle" };
  let typingUntil = 0;
  let snapshot: Snapshot | undefined;
  let items: readonly Item[] = [];
  let itemsAreOf: readonly unknown[] = [];
  let flushing = false;

  const conversation = createConversation(outbox, {
    now: () => runtime.now(),
    say,
    broken: () => driver.dispatch({ type: "broken" }),
    stored,
    message: (event) => emit("message", event),
    refused: fail,
  });

  const driver = createDriver(options, endpoint, runtime, {
    hello(token) {
      const { cursor } = conversation.timeline;
      // JSON leaves out what is undefined.
      return JSON.stringify({
        type: "hello",
        secret: device.secret(),
        token: token || undefined,
        name: name?.slice(0, limits.nameChars),
        metadata,
        resume: cursor,
      });
    },
    receive(frame) {
      if (frame.type === "text") {
        const message = { id: randomId(), from: { id: "server", role: "bot" }, ts: runtime.now(), text: frame.text };
        conversation.receive({ type: "bare", message });
      } else {
        conversation.receive(frame);
      }
      update();
    },
    down() {
      conversation.down();
      typingUntil = 0;
    },
    status(next) {
      status = next;
      claim();
      emit("status", status);
      update();
    },
    error: (code, error) => fail(code, String(error)),
    wakeAt: () => conversation.wakeAt(),
    tick() {
      conversation.tick();
      claim();
      update();
    },
  });

  function claim(): void {
    if (status.state !== "idle") return kept.hold();
    // Whoever takes over finds what there is now, and no more.
    kept.save(outbox.items);
    kept.release();
  }

  function adopt(left: readonly Unsent[], gone = left): void {
    for (const { item } of gone) outbox.settle(item.key);
    // What is shown is stored.
    const shown = getItems();
    outbox.adopt(left.filter(({ item }) => !shown.some(({ key }) => key === item.key)));
    kept.save(outbox.items);
    speak();
    update();
  }

  /** What another page of the browser has begun since stays. */
  function forget(): void {
    device.forgetSecret();
    client.disconnect();
    for (const { item } of outbox.items) client.discard(item.key);
    conversation.forget();
    update();
  }

  /** Sees to a link on which the visitor is who this device says. */
  function speak(): void {
    if (!text && !device.keepSecret()) client.disconnect();
    if (status.state === "idle") client.connect();
  }

  function say(frame: ClientFrame): boolean {
    return !text && driver.send(JSON.stringify(frame));
  }

  function stored(message: ShownMessage): void {
    results.get(message.id)?.resolve(message);
    results.delete(message.id);
  }

  function reject(id: string, code: string, message: string): void {
    results.get(id)?.reject(new ChatError(code, message));
    results.delete(id);
  }

  function fail(code: string, message: string): void {
    emit("error", new ChatError(code, message));
  }

  function emit<K extends keyof ChatClientEvents>(type: K, detail: ChatClientEvents[K]): void {
    queueMicrotask(() => events.dispatchEvent(new CustomEvent(type, { detail })));
  }

  function on(type: string, listener: (detail: never) => void, options?: { readonly signal?: AbortSignal }): void {
    events.addEventListener(type, (event) => listener((event as CustomEvent<never>).detail), options);
  }

  /** Hands over what may go out now, and tells the page of whatever has changed. */
  function update(): void {
    conversation.push();
    for (const { item } of text ? outbox.items : []) {
      const { message, delivery } = item;
      if (delivery.state !== "queued" || !driver.send(message.text)) continue;
      outbox.settle(message.id);
      stored(message);
      conversation.receive({ type: "bare", message });
    }
    snapshot = undefined;
    if (!flushing) queueMicrotask(flush);
    flushing = true;
  }

  function flush(): void {
    flushing = false;
    kept.save(outbox.items);
    for (const { item } of outbox.items) {
      const { key, delivery } = item;
      if (delivery.state === "failed") reject(key, delivery.code, delivery.message);
    }
    snapshot = undefined;
    events.dispatchEvent(new Event("change"));
  }

  function textBytes(): number {
    return conversation.welcome?.limits.textBytes ?? limits.textBytes;
  }

  function getItems(): readonly Item[] {
    const { timeline } = conversation;
    if (itemsAreOf[0] !== timeline || itemsAreOf[1] !== outbox.items) {
      itemsAreOf = [timeline, outbox.items];
      items = [...itemsOf(timeline), ...outbox.items.map(({ item }) => item)];
    }
    return items;
  }

  const client: ChatClient = {
    url: endpoint.key,
    getSnapshot() {
      const { welcome, typing, history } = conversation;
      snapshot ??= {
        status,
        items: getItems(),
        pending: outbox.items.filter(({ item }) => item.delivery.state !== "failed").length,
        user: welcome?.user,
        room: welcome?.room,
        people: welcome?.people,
        features: welcome?.features ?? [],
        textBytes: textBytes(),
        uploadBytes: welcome?.limits.uploadBytes,
        history: text ? "complete" : history,
        typing,
        transport: driver.transport,
        storage: device.storage,
      };
      return snapshot;
    },
    subscribe(listener) {
      const end = new AbortController();
      // An AbortController has a `signal`, as options have.
      on("change", () => listener(), end);
      return () => end.abort();
    },
    on,
    send(draft) {
      // Not `withResolvers`: a page may bring a Promise of its own that has none, as Angular did with zone.js before 0.15.
      const result = new Promise<ShownMessage>((resolve, reject) => {
        const id = randomId();
        // Not of a snapshot: each would go through all that is queued.
        const user = conversation.welcome?.user;
        const { me } = conversation.timeline;
        const from = user ?? { id: me, role: "visitor", ...(name && { name }) };
        const message = messageOf(draft, { id, from, ts: runtime.now() });
        const fits = fitsBytes(message.text, textBytes());
        const delivery = fits ? ({ state: "queued" } as const) : failure("too-long", "Too long.");
        // A visitor's id may still change, with the secret that another tab keeps first.
        outbox.add({ item: { ...itemOf(me, message), delivery }, ...(options.getToken && user && { owner: user.id }) });
        results.set(id, { resolve, reject });
        speak();
        update();
      });
      // Whoever does not wait for it sees the failure on the message.
      result.catch(() => {});
      return result;
    },
    async upload(file, how) {
      speak();
      const { upload } = await lateModule(loadUpload);
      return upload({ ...options, ...device, client }, file, how);
    },
    loadHistory() {
      const loaded = conversation.loadPage();
      update();
      return loaded;
    },
    retry(id) {
      for (const item of conversation.timeline.items) {
        if (item.type === "message" && item.message.status === "no-reply" && item.message.id === id) {
          say({ type: "retry", seq: seqOf(item) });
        }
      }
      outbox.retry(id);
      update();
    },
    discard(id) {
      if (outbox.settle(id)) reject(id, "discarded", "Discarded.");
      update();
    },
    stop: (id) => void say({ type: "stop", id }),
    typing(on) {
      const now = runtime.now();
      // Renewed as long as somebody types, said once when they stop.
      if ((on ? now >= typingUntil : typingUntil) && say({ type: "typing", on }))
        typingUntil = on ? now + limits.typingRenewMs : 0;
    },
    read: (seq) => void say({ type: "read", seq }),
    connect: () => driver.dispatch({ type: "connect" }),
    disconnect: () => driver.dispatch({ type: "disconnect" }),
    reset() {
      forget();
      device.forget();
      // Others in this page, who are told nothing of its storage.
      runtime.tab?.dispatchEvent(new Event(device.secretKey));
    },
  };
  return client;
}
