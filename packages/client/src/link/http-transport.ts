import { type Cursor, limits, pingText, pongText, type ServerFrame } from "@ws-chat/protocol";
import { post } from "./lines.ts";
import { createSpeaker } from "./speaker.ts";
import type { Transport, TransportListener } from "./transport.ts";

/** What is known of the way to one endpoint. */
export interface Way {
  /** Something on it holds answers back until they end. */
  polls: boolean;
}

/** A transport by HTTP. */
export interface HttpTransport extends Transport {
  /** Ends it where nothing is on its way out; there is a better one. */
  giveWay(): boolean;
}

interface Opening {
  readonly url: string;
  readonly subprotocol: string;
  readonly listener: TransportListener;
  readonly way: Way;
  /** The link wants to know whether it lives. */
  asked(): void;
}

/** A client's hello; what else it has is passed on. */
interface Hello {
  readonly resume?: Cursor | undefined;
}

/** At least so long from one request to the next. */
const paceMs = 500;
/** Is answered at once, and with nothing: it ends a poll. */
const question = { type: "history", before: 1, limit: 1 };
const abnormal = 1006;
const goingAway = 1001;

/** One connection made of many requests: one that listens, begun again whenever it has ended, and one that speaks when there is something to say. */
export function openHttp({ url, subprotocol, listener, way, asked }: Opening): HttpTransport {
  let hello: Hello | undefined;
  let user: string | undefined;
  let cursor: Cursor | undefined;
  /** Those whose entry has not come; and of them, those that were over when the last request began. */
  const streams = new Set<string>();
  let orphans: readonly string[] = [];
  let listening = new AbortController();
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const speaker = createSpeaker({
    post: (frames, signal) =>
      post(url, { mode: "send", user, frames: [{ ...hello, resume: undefined }, ...frames] }, signal),
    take: pass,
    lost: () => end(abnormal),
  });

  /** `isAwaited`: the link waits for a line. Where answers are held back, it comes when the answer ends. */
  async function listen(isAwaited = false): Promise<void> {
    listening.abort();
    clearTimeout(timer);
    const { signal } = (listening = new AbortController());
    const startedAt = Date.now();
    const mode = way.polls ? "poll" : "stream";
    if (mode === "stream") {
      timer = setTimeout(() => {
        way.polls = true;
        void listen(isAwaited);
      }, limits.firstLineMs);
    }
    const frames = [{ ...hello, resume: cursor ?? hello?.resume }, ...(way.polls && isAwaited ? [question] : [])];
    try {
      for await (const line of post(url, { mode, frames }, signal)) {
        if (signal.aborted) return;
        clearTimeout(timer);
        hear(line);
      }
    } catch {
      if (!signal.aborted) end(abnormal);
      return;
    }
    // It ends in good order when its time is up, or a poll has brought something.
    if (signal.aborted) return;
    if (!user) return end(abnormal);
    clearTimeout(timer);
    timer = setTimeout(() => void listen(), startedAt + paceMs - Date.now());
  }

  function hear(line: string): void {
    const frame = JSON.parse(line) as ServerFrame;
    if (frame.type === "welcome") {
      const isFirst = !user;
      const isSame = frame.user.id === user && frame.resumed;
      // An entry that still has not come will not: only a link that begins anew can tell the page.
      if (!isFirst && (!isSame || orphans.some((id) => streams.has(id)))) return end(abnormal);
      orphans = [...streams].filter((id) => !frame.streams.includes(id));
      user = frame.user.id;
      const { epoch, seq, id } = frame;
      cursor = { epoch, seq, id };
      // The one who listens was welcomed once, and knows nothing of requests.
      return listener.received(isFirst ? line : pongText);
    }
    if (frame.type === "snapshot") streams.add(frame.id);
    if (frame.type === "entry") {
      streams.delete(frame.id);
      if (cursor?.seq === frame.seq - 1) cursor = { ...cursor, seq: frame.seq, id: frame.id };
    }
    // Nothing else is asked here.
    if (frame.type !== "history" && frame.type !== "nack") pass(frame);
  }

  function pass(frame: ServerFrame): void {
    if (isOver) return;
    if (frame.type !== "bye") return listener.received(JSON.stringify(frame));
    const { code, reason = "" } = frame as typeof frame & { readonly reason?: string };
    stop();
    listener.received(JSON.stringify(frame));
    listener.closed(code, reason);
  }

  function stop(): void {
    isOver = true;
    clearTimeout(timer);
    listening.abort();
    speaker.stop();
  }

  function end(code: number): void {
    if (isOver) return;
    stop();
    queueMicrotask(() => listener.closed(code, ""));
  }

  queueMicrotask(() => listener.opened(subprotocol));
  return {
    kind: "http",
    send(text) {
      if (isOver) return false;
      if (!hello) {
        hello = JSON.parse(text) as Hello;
        void listen(true);
      } else if (text === pingText) {
        // A new request is the one thing that tells whether the old one still leads anywhere.
        void listen(true);
        asked();
      } else {
        speaker.say(text);
      }
      return true;
    },
    close: () => end(goingAway),
    giveWay() {
      if (!speaker.isIdle) return false;
      end(goingAway);
      return true;
    },
  };
}
