import {
  type ChatClient,
  type ChatClientEvents,
  ChatError,
  type Delivery,
  type Draft,
  type Item,
  type ShownMessage,
  type Snapshot,
  type UploadOptions,
} from "@ws-chat/client";
import type { Attachment, Author } from "@ws-chat/protocol";

type MessageItem = Extract<Item, { type: "message" }>;
type Listeners = { [K in keyof ChatClientEvents]: Set<(event: ChatClientEvents[K]) => void> };

export const me: Author = { id: "v:me", role: "visitor" };
export const rosa: Author = { id: "rosa", name: "Rosa", role: "operator" };

/** A file on its way, which goes as far as a test says. */
export interface FakeUpload {
  readonly file: File;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: NonNullable<UploadOptions["onProgress"]>;
  readonly finish: (more?: Partial<Attachment>) => void;
  readonly fail: (error: ChatError) => void;
}

/** A client that does what a script says: any state of the element, without a server. */
export class FakeClient implements ChatClient {
  /** What the element asked for, in order: `send hi`, `retry m1`, `connect`. */
  readonly calls: string[] = [];
  /** Its endpoint is on the tests' own server, where pictures are. */
  readonly url = `ws://${location.host}/chat`;
  readonly uploads: FakeUpload[] = [];
  /** What was sent, as it was handed over. */
  readonly drafts: Draft[] = [];
  /** What others were told of the visitor's writing. */
  readonly typed: boolean[] = [];
  /** What `loadHistory` brings. */
  older: readonly MessageItem[] = [];
  #snapshot: Snapshot = {
    status: { state: "online" },
    items: [],
    pending: 0,
    user: me,
    room: "~v:me",
    features: ["history", "streams"],
    textBytes: 32_768,
    history: "complete",
    typing: [],
    transport: "websocket",
    storage: "ok",
  };
  readonly #subscribers = new Set<() => void>();
  readonly #listeners: Listeners = { message: new Set(), status: new Set(), error: new Set() };
  readonly #refusals = new Map<string, (reason: ChatError) => void>();
  readonly #stored = new Map<string, (message: ShownMessage) => void>();
  #count: number;
  #ts: number;

  /** `count`: after how many messages its own begin, for one that follows another in the same element. */
  constructor(ts = Date.now() - 600_000, count = 0) {
    this.#ts = ts;
    this.#count = count;
  }

  get listening(): number {
    return this.#subscribers.size + Object.values(this.#listeners).reduce((sum, set) => sum + set.size, 0);
  }

  /** Puts the next messages this much later. */
  wait(ms: number): void {
    this.#ts += ms;
  }

  set(change: Partial<Snapshot>): void {
    const before = this.#snapshot.status;
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const subscriber of this.#subscribers) subscriber();
    if (this.#snapshot.status !== before) this.#emit("status", this.#snapshot.status);
  }

  /** An item as the timeline would hold it, not yet shown. */
  item(text: string, more: Partial<ShownMessage> & { delivery?: Delivery; streaming?: boolean } = {}): MessageItem {
    const { delivery, streaming = false, ...message } = more;
    const id = `m${++this.#count}`;
    this.#ts += 1_000;
    return {
      type: "message",
      key: id,
      streaming,
      ...(delivery && { delivery }),
      message: { id, text, ts: this.#ts, from: delivery ? me : rosa, ...message },
    };
  }

  /** History: there from the start, new to nobody. */
  show(...items: readonly Item[]): void {
    this.set({ items: [...this.#snapshot.items, ...items] });
  }

  receive(text: string, more: Partial<ShownMessage> = {}): MessageItem {
    const item = this.item(text, more);
    this.show(item);
    this.#emit("message", { message: item.message, own: false });
    return item;
  }

  /** A reply in pieces. */
  stream(first: string, more: Partial<ShownMessage> = {}) {
    let item = this.item(first, { ...more, streaming: true });
    this.show(item);
    const change = (message: Partial<ShownMessage>, streaming: boolean) => {
      const next = { ...item, streaming, message: { ...item.message, ...message } };
      this.replace(item.key, next);
      item = next;
    };
    return {
      key: item.key,
      write: (piece: string) => change({ text: item.message.text + piece }, true),
      end: (status?: "interrupted") => {
        change(status ? { status } : {}, false);
        this.#emit("message", { message: item.message, own: false });
      },
    };
  }

  replace(key: string, item: Item): void {
    this.set({ items: this.#snapshot.items.map((each) => (each.key === key ? item : each)) });
  }

  /** The server has stored the visitor's message. */
  store(id: string): void {
    this.#deliver(id, { state: "sent" });
    const message = this.#find(id).message;
    this.#stored.get(id)?.(message);
    this.#emit("message", { message, own: true });
  }

  /** The server refuses it for good. */
  refuse(id: string, code: string, message: string, canRetry = true): void {
    this.#deliver(id, { state: "failed", code, message, canRetry });
    this.#refusals.get(id)?.(new ChatError(code, message));
  }

  fail(error: ChatError): void {
    this.#emit("error", error);
  }

  getSnapshot(): Snapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  on<K extends keyof ChatClientEvents>(
    type: K,
    listener: (event: ChatClientEvents[K]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): void {
    this.#listeners[type].add(listener);
    options.signal?.addEventListener("abort", () => this.#listeners[type].delete(listener));
  }

  send(draft: Draft): Promise<ShownMessage> {
    const text = typeof draft === "string" ? draft : draft.text;
    this.calls.push(`send ${text}`);
    this.drafts.push(draft);
    const state = this.#snapshot.status.state === "online" ? "sending" : "queued";
    const item = this.item(text, { ...(typeof draft === "object" && draft), delivery: { state } });
    const { promise, resolve, reject } = Promise.withResolvers<ShownMessage>();
    this.#stored.set(item.key, resolve);
    this.#refusals.set(item.key, reject);
    this.show(item);
    this.set({ pending: this.#snapshot.pending + 1 });
    return promise;
  }

  upload(file: File, { signal, onProgress = () => {} }: UploadOptions = {}): Promise<Attachment> {
    this.calls.push(`upload ${file.name}`);
    const { promise, resolve, reject } = Promise.withResolvers<Attachment>();
    const { name, type, size } = file;
    const finish = (more: Partial<Attachment> = {}) => resolve({ url: `./uploads/${name}`, name, type, size, ...more });
    signal?.addEventListener("abort", () => reject(signal.reason));
    this.uploads.push({ file, signal, onProgress, finish, fail: reject });
    return promise;
  }

  async loadHistory(): Promise<void> {
    this.calls.push("loadHistory");
    if (!this.older.length) return;
    this.set({ history: "loading" });
    await new Promise(requestAnimationFrame);
    this.set({ history: "complete", items: [...this.older, ...this.#snapshot.items] });
  }

  retry(id: string): void {
    this.calls.push(`retry ${id}`);
  }

  discard(id: string): void {
    this.calls.push(`discard ${id}`);
    this.set({ items: this.#snapshot.items.filter((item) => item.key !== id) });
  }

  stop(id: string): void {
    this.calls.push(`stop ${id}`);
  }

  typing(on: boolean): void {
    this.typed.push(on);
  }

  read(seq: number): void {
    this.calls.push(`read ${seq}`);
  }

  connect(): void {
    this.calls.push("connect");
  }

  disconnect(): void {
    this.calls.push("disconnect");
  }

  reset(): void {
    this.calls.push("reset");
    this.set({ items: [], pending: 0 });
  }

  #deliver(id: string, delivery: Delivery): void {
    this.replace(id, { ...this.#find(id), delivery });
    this.set({ pending: Math.max(0, this.#snapshot.pending - 1) });
  }

  #find(id: string): MessageItem {
    const item = this.#snapshot.items.find((each) => each.key === id);
    if (item?.type !== "message") throw new Error(`no message ${id}`);
    return item;
  }

  #emit<K extends keyof ChatClientEvents>(type: K, event: ChatClientEvents[K]): void {
    for (const listener of this.#listeners[type]) listener(event);
  }
}
