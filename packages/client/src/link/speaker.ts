import { type ClientFrame, limits, type ServerFrame } from "@ws-chat/protocol";
import { isPassing } from "../refusals.ts";

/** What speaks, one request at a time. */
export interface Speaker {
  say(text: string): void;
  /** Nothing waits and nothing is on its way. */
  readonly isIdle: boolean;
  stop(): void;
}

interface Line {
  /** Hands over frames; the answer is lines of frames. */
  post(frames: readonly object[], signal: AbortSignal): AsyncIterable<string>;
  /** An answer has come. */
  take(frame: ServerFrame): void;
  /** Nobody knows what has become of what was said. */
  lost(): void;
}

/** Frames and characters of one request, far within what PROTOCOL.md allows. */
const maxFrames = 32;
const maxChars = 80_000;

/**
 * Puts what is said into requests, one after the other so that nothing overtakes. `n` counts from 1 in each of them, so it is
 * translated both ways.
 */
export function createSpeaker({ post, take, lost }: Line): Speaker {
  const end = new AbortController();
  let queue: ClientFrame[] = [];
  let isBusy = false;

  async function speak(): Promise<void> {
    while (queue.length > 0 && !end.signal.aborted) {
      const batch = nextBatch();
      /** The client's numbers of sends that wait for their answer, by ours. */
      const waiting = new Map<number, number>();
      let count = 0;
      const frames = batch.map((frame) => {
        if (frame.type !== "send") return frame;
        waiting.set(++count, frame.n);
        return { ...frame, n: count };
      });
      // No answer lasts longer; this one went to a connection that carries nothing any more.
      const timer = setTimeout(lost, limits.answerMs);
      try {
        for await (const line of post(frames, end.signal)) answer(JSON.parse(line) as ServerFrame, waiting);
      } catch {
        return lost();
      } finally {
        clearTimeout(timer);
      }
      if (waiting.size > 0) return lost();
    }
    isBusy = false;
  }

  function answer(frame: ServerFrame, waiting: Map<number, number>): void {
    switch (frame.type) {
      case "pong":
      case "welcome":
        return;
      case "ack":
        // Its entry comes to the one who listens, as that of a repeat does.
        take({ ...frame, n: translate(frame.n, waiting), dup: true });
        return;
      case "nack":
        if (frame.n === undefined) break;
        if (isPassing(frame.code, frame.retryMs)) goBack(frame.n, waiting);
        take({ ...frame, n: translate(frame.n, waiting) });
        return;
    }
    take(frame);
  }

  function translate(n: number, waiting: Map<number, number>): number {
    const theirs = waiting.get(n) ?? 0;
    waiting.delete(n);
    return theirs;
  }

  /** What was said behind `n` was ignored, and what is still to be said would be: it is said again. */
  function goBack(n: number, waiting: Map<number, number>): void {
    for (const later of waiting.keys()) if (later > n) waiting.delete(later);
    queue = queue.filter(({ type }) => type !== "send");
  }

  function nextBatch(): ClientFrame[] {
    let chars = 0;
    const tooMany = queue.findIndex((frame, at) => {
      chars += JSON.stringify(frame).length;
      return at === maxFrames || (at > 0 && chars > maxChars);
    });
    return queue.splice(0, tooMany < 0 ? queue.length : tooMany);
  }

  return {
    say(text) {
      queue.push(JSON.parse(text) as ClientFrame);
      if (isBusy) return;
      isBusy = true;
      // What is said at once goes out at once.
      queueMicrotask(() => void speak());
    },
    get isIdle() {
      return !isBusy;
    },
    stop: () => end.abort(),
  };
}
