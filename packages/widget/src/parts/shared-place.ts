import type { ChatClient } from "@ws-chat/client";
import type { Frame } from "../frame.ts";
import type { WsChat } from "../ws-chat.ts";

/** A tab in the background renders later than this what has come, so that it never counts what is read at once. */
const paceMs = 100;

/** Has what was read in one tab be read in all that show the conversation: one notification, however many tabs. */
export interface SharedPlace {
  update(): void;
  /** The channel would keep the element. */
  disconnected(): void;
}

export function createSharedPlace(host: WsChat, frame: Frame): SharedPlace {
  let client: ChatClient | undefined;
  let room: string | undefined;
  let unsubscribe: (() => void) | undefined;
  let tabs: BroadcastChannel | undefined;
  /** Key of the newest item read in another tab, which may be still to come in this one. */
  let elsewhere: string | undefined;
  /** What the other tabs know of. */
  let told: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    unsubscribe = client?.subscribe(follow);
    try {
      tabs = new BroadcastChannel(`ws-chat read ${room}`);
    } catch {
      // Firefox has none where it has no storage.
      return;
    }
    tabs.onmessage = ({ data }: MessageEvent<string>) => {
      elsewhere = data;
      follow();
    };
  }

  /** Before the next render, so that nothing is counted that has been read. */
  function follow(): void {
    const items = client?.getSnapshot().items ?? [];
    const place = (of: string | undefined) => items.findLastIndex(({ key }) => key === of);
    if (!elsewhere || place(elsewhere) <= place(frame.seen)) return;
    frame.seen = told = elsewhere;
    host.requestUpdate();
  }

  function tell(): void {
    timer = undefined;
    if (frame.unread || frame.seen === told) return;
    told = frame.seen;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel reaches its own origin only.
    tabs?.postMessage(told);
  }

  function close(): void {
    clearTimeout(timer);
    unsubscribe?.();
    tabs?.close();
    client = room = tabs = elsewhere = told = timer = undefined;
  }

  return {
    update() {
      const now = frame.client?.();
      const here = now?.getSnapshot().room;
      if (host.isConnected && (now !== client || here !== room)) {
        close();
        client = now;
        room = here;
        open();
      }
      // A message to the other tabs costs as much as one to the reader.
      if (frame.seen !== told) timer ??= setTimeout(tell, paceMs);
    },
    disconnected: close,
  };
}
