import type { ChatClient, ChatClientEvents, ClientOptions, Snapshot } from "@ws-chat/client";
import { createClient } from "@ws-chat/client";
import { limits } from "@ws-chat/protocol";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type Phase, phaseOf } from "./view/status-line.ts";

/** What the controller reads of the element. */
export interface ChatHost extends ReactiveControllerHost {
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

const nothingYet: Snapshot = {
  status: { state: "idle" },
  items: [],
  pending: 0,
  user: undefined,
  room: undefined,
  features: [],
  textBytes: limits.textBytes,
  history: "unknown",
  typing: [],
  transport: undefined,
  storage: "ok",
};

/** Between one client and one element: makes, opens and ends the client, and asks the element to render what changed. */
export class ChatController implements ReactiveController {
  /** What is being shown; it changes only before a render. */
  snapshot = nothingYet;
  phase: Phase = "idle";
  now = 0;
  readonly #host: ChatHost;
  readonly #listeners: Listeners;
  #client: ChatClient | undefined;
  /** What the client was made from, if the element made it: another conversation needs another client. */
  #madeFrom: string | undefined;
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
    const from = client || !url ? undefined : JSON.stringify([url, room, protocol, userName]);
    if (client === this.#client && !from) return client;
    if (from && from === this.#madeFrom) return this.#client;
    this.#release();
    this.#client = client ?? (from ? this.#make() : undefined);
    this.#madeFrom = from;
    if (this.#host.isConnected) this.#attach();
    return this.#client;
  }

  /** What the client says now, which the next render will show. */
  get latest(): Snapshot {
    return this.client?.getSnapshot() ?? nothingYet;
  }

  hostConnected(): void {
    if (this.#client && !this.#listening) this.#attach();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // A move in the document is a removal and an insertion in one task, and no reason to hang up.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#detach();
    });
  }

  hostUpdate(): void {
    this.snapshot = this.latest;
    this.now = Date.now();
    const { phase, changesInMs } = phaseOf(this.snapshot.status, this.now);
    this.phase = phase;
    clearTimeout(this.#timer);
    if (changesInMs !== undefined && this.#host.isConnected) {
      this.#timer = setTimeout(() => this.#host.requestUpdate(), changesInMs);
    }
  }

  #make(): ChatClient {
    const { url = "", room, protocol, userName, metadata, getToken } = this.#host;
    return createClient({
      url,
      ...(room && { room }),
      ...(protocol === "text" && { protocol }),
      ...(userName && { userName }),
      ...(metadata && { metadata }),
      ...(getToken && { getToken: (reason) => this.#host.getToken?.(reason) }),
    });
  }

  #attach(): void {
    const client = this.#client;
    if (!client) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    signal.addEventListener("abort", client.subscribe(this.#changed));
    client.on("message", this.#listeners.message, { signal });
    client.on("status", this.#listeners.status, { signal });
    client.on("error", this.#listeners.error, { signal });
    if (this.#madeFrom) client.connect();
    this.#changed();
  }

  #detach(): void {
    this.#listening?.abort();
    this.#listening = undefined;
    clearTimeout(this.#timer);
    // A client that the page handed in is the page's to end.
    if (this.#madeFrom) this.#client?.disconnect();
  }

  #release(): void {
    this.#detach();
    this.#client = undefined;
    this.#madeFrom = undefined;
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
