import type { ChatClient, ChatClientEvents, ClientOptions, Snapshot } from "@ws-chat/client";
import { createClient } from "@ws-chat/client";
import type { ControllerHost } from "./controller.ts";
import { type Phase, phaseOf } from "./view/status-line.ts";

/** Between one client and one element: makes, opens and ends the client, and asks the element to render what changed. */
export interface ChatController {
  /** The client of what the element's properties say now; `undefined` while they name none. */
  readonly client: ChatClient | undefined;
  /** The element is in a document. */
  connected(): void;
  /** It may be out of it. */
  disconnected(): void;
  /** What a render shows. */
  update(): Shown | undefined;
  /** Asks for a render before the next frame: many pieces of a streamed reply are one. A page in the background has no frames. */
  soon(): void;
}

export interface Shown {
  readonly snapshot: Snapshot;
  readonly phase: Phase;
  readonly now: number;
}

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

export function createChatController(host: ChatHost, { message, status, error }: Listeners): ChatController {
  let current: ChatClient | undefined;
  /** The client that the page handed in, or what one was made from: another conversation needs another client. */
  let origin: ChatClient | string | undefined;
  let listening: AbortController | undefined;
  /** 0 while no render is due. */
  let frame = 0;
  let late: ReturnType<typeof setTimeout> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function getClient(): ChatClient | undefined {
    const { client, url, room, protocol, userName, getToken } = host;
    // Who has a token is somebody else.
    const wanted = client ?? (url && JSON.stringify([url, room, protocol, userName, !getToken]));
    if (wanted !== origin) {
      detach();
      origin = wanted;
      current = undefined;
      try {
        current = client ?? (url ? make(url) : undefined);
      } catch (error) {
        // A wrong `url`: the page's author reads why, the visitor what the page shows where there is no chat.
        reportError(error);
      }
      if (host.isConnected) attach();
    }
    return current;
  }

  function make(url: string): ChatClient {
    const { room, protocol, userName, metadata, getToken } = host;
    return createClient({
      url,
      room: room || undefined,
      // The cast: to a client, whatever is not `text` is its default.
      protocol: protocol as ClientOptions["protocol"],
      userName,
      metadata,
      // Looked up at each call, so that a page may hand in another one later.
      getToken: getToken && ((reason) => host.getToken?.(reason)),
    });
  }

  function attach(): void {
    if (!current || listening) return;
    // An AbortController has a `signal`, as options have.
    listening = new AbortController();
    listening.signal.addEventListener("abort", current.subscribe(soon));
    document.addEventListener("visibilitychange", () => host.requestUpdate(), listening);
    current.on("message", message, listening);
    current.on("status", status, listening);
    current.on("error", error, listening);
    if (isOurs()) current.connect();
  }

  function detach(): void {
    listening?.abort();
    listening = undefined;
    clearTimeout(timer);
    if (isOurs()) current?.disconnect();
  }

  /** A client that the page handed in is the page's to open and to end. */
  function isOurs(): boolean {
    return current !== origin;
  }

  function soon(): void {
    if (frame) return;
    frame = requestAnimationFrame(render);
    late = setTimeout(render, backgroundMs);
  }

  function render(): void {
    cancelAnimationFrame(frame);
    clearTimeout(late);
    frame = 0;
    host.requestUpdate();
  }

  return {
    get client() {
      return getClient();
    },
    connected() {
      attach();
      host.requestUpdate();
    },
    disconnected() {
      // A move in the document is a removal and an insertion in one task, and no reason to hang up.
      queueMicrotask(() => {
        if (!host.isConnected) detach();
      });
    },
    update() {
      clearTimeout(timer);
      const snapshot = getClient()?.getSnapshot();
      const now = Date.now();
      const next = snapshot && phaseOf(snapshot, now);
      if (next?.changesInMs && listening) timer = setTimeout(() => host.requestUpdate(), next.changesInMs);
      return next && { snapshot, phase: next.phase, now };
    },
    soon,
  };
}
