import type { ChatClient, ChatClientEvents, ClientOptions, Snapshot } from "@ws-chat/client";
import { createClient } from "@ws-chat/client";
import type { Controller, ControllerHost } from "./reactive-element.ts";
import { type Phase, phaseOf } from "./view/status-line.ts";

/** What the controller reads of the element. */
export interface ChatHost extends ControllerHost {
  readonly isConnected: boolean;
  readonly client: ChatClient | undefined;
  readonly url: string | undefined;
  readonly room: string | undefined;
  readonly protocol: string | undefined;
  readonly userName: string | undefined;
  readonly metadata: ClientOptions["metadata"];
  readonly getToken: ClientOptions["getToken"];
}
type Listeners = { readonly [K in keyof ChatClientEvents]: (event: ChatClientEvents[K]) => void };

const backgroundMs = 250;

/** Between one client and one element: makes, opens and ends the client, and asks the element to render what changed. */
export class ChatController implements Controller {
  /** What is being shown; it changes only before a render. */
  declare snapshot: Snapshot | undefined;
  phase: Phase = "idle";
  now = 0;
  readonly #host: ChatHost;
  readonly #listeners: Listeners;
  #client: ChatClient | undefined;
  /** The client that the page handed in, or what one was made from: another conversation needs another client. */
  #origin: ChatClient | string | undefined;
  #listening: AbortController | undefined;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ChatHost, listeners: Listeners) {
    this.#host = host;
    this.#listeners = listeners;
    host.addController(this);
  }

  /** The client of what the element's properties say now; `undefined` while they name none. */
  get client(): ChatClient | undefined {
    const { client, url, room, protocol, userName } = this.#host;
    const origin = client ?? (url && JSON.stringify([url, room, protocol, userName]));
    if (origin !== this.#origin) {
      this.#detach();
      this.#origin = origin;
      this.#client = undefined;
      this.#client = client ?? (url ? this.#make(url) : undefined);
      if (this.#host.isConnected) this.#attach();
    }
    return this.#client;
  }

  hostConnected(): void {
    this.#attach();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A move in the document is a removal and an insertion in one task, and no reason to hang up.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#detach();
    });
  }

  hostUpdate(): void {
    this.snapshot = this.client?.getSnapshot();
    this.now = Date.now();
    clearTimeout(this.#timer);
    if (!this.snapshot) return;
    const { phase, changesInMs } = phaseOf(this.snapshot.status, this.now);
    this.phase = phase;
    if (changesInMs && this.#listening) this.#timer = setTimeout(() => this.#host.requestUpdate(), changesInMs);
  }

  #make(url: string): ChatClient {
    const { room, protocol, userName, metadata, getToken } = this.#host;
    return createClient({
      url,
      room: room || undefined,
      // The cast: to a client, whatever is not `text` is its default.
      protocol: protocol as ClientOptions["protocol"],
      userName,
      metadata,
      // Looked up at each call, so that a page may hand in another one later.
      getToken: getToken && ((reason) => this.#host.getToken?.(reason)),
    });
  }

  #attach(): void {
    const client = this.#client;
    if (!client || this.#listening) return;
    // An AbortController has a `signal`, as options have.
    const listening = (this.#listening = new AbortController());
    listening.signal.addEventListener("abort", client.subscribe(this.#changed));
    const { message, status, error } = this.#listeners;
    client.on("message", message, listening);
    client.on("status", status, listening);
    client.on("error", error, listening);
    if (this.#isOurs) client.connect();
  }

  #detach(): void {
    this.#listening?.abort();
    this.#listening = undefined;
    clearTimeout(this.#timer);
    if (this.#isOurs) this.#client?.disconnect();
  }

  /** A client that the page handed in is the page's to open and to end. */
  get #isOurs(): boolean {
    return this.#client !== this.#origin;
  }

  /** Many pieces of a streamed reply arrive between two frames; they are one render. A page in the background has no frames. */
  readonly #changed = (): void => {
    if (this.#frame !== undefined) return;
    const render = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.#frame = undefined;
      this.#host.requestUpdate();
    };
    const frame = requestAnimationFrame(render);
    const timer = setTimeout(render, backgroundMs);
    this.#frame = frame;
  };
}
