import { pingText } from "@ws-chat/protocol";
import { attempt } from "../storage.ts";
import { openHttp, type Way } from "./http-transport.ts";
import { blockedKey, type OpenTransport } from "./transport.ts";
import { openWebSocket } from "./web-socket-transport.ts";

/** Between two looks whether WebSocket gets through by now, at first and at most. */
const firstLookMs = 10_000;
const longestMs = 600_000;
const lookMs = 10_000;

interface Known extends Way {
  /** WebSocket does not get through. */
  isBlocked: boolean;
  /** Attempts in a row that led nowhere by HTTP. */
  misses: number;
}

/** After so many of them WebSocket is worth another try, which may take long to fail. */
const maxMisses = 3;

const ways = new Map<string, Known>();

/** Opens what gets through. Loaded where WebSocket did not, so HTTP is the first guess; a guess that leads nowhere is changed for the other. */
export const open: OpenTransport = (url, subprotocol = "", listener) => {
  const way = ways.get(url) ?? {
    isBlocked: true,
    polls: attempt(() => sessionStorage[blockedKey]) === "poll",
    misses: 0,
  };
  ways.set(url, way);
  const { isBlocked } = way;
  let isTold = false;
  let looking: (() => void) | undefined;
  let waitMs = firstLookMs;
  let lookAt = Date.now() + waitMs;

  function tell(leadsSomewhere: boolean): void {
    if (isTold) return;
    isTold = true;
    way.misses = leadsSomewhere || !isBlocked ? 0 : way.misses + 1;
    way.isBlocked = isBlocked ? way.misses < maxMisses : !leadsSomewhere;
    remember(way);
  }

  function closed(code: number, reason: string): void {
    looking?.();
    tell(false);
    listener.closed(code, reason);
  }

  const heard = {
    opened: listener.opened,
    received(data: unknown) {
      tell(true);
      listener.received(data);
    },
    closed,
  };

  function look(): void {
    if (looking || Date.now() < lookAt) return;
    waitMs = Math.min(longestMs, waitMs * 2);
    lookAt = Date.now() + waitMs;
    looking = lookForWebSocket(url, subprotocol, (gotThrough) => {
      looking = undefined;
      if (!gotThrough || !http?.giveWay()) return;
      way.isBlocked = false;
      remember(way);
    });
  }

  const http = isBlocked ? openHttp({ url, subprotocol, listener: heard, way, asked: look }) : undefined;
  const transport = http ?? openWebSocket(url, subprotocol, heard);
  return {
    ...transport,
    close() {
      looking?.();
      tell(false);
      transport.close();
    },
  };
};

/** For the session: another page of the tab need not find it out again. */
function remember({ isBlocked, polls }: Known): void {
  attempt(() =>
    isBlocked ? (sessionStorage[blockedKey] = polls ? "poll" : "stream") : delete sessionStorage[blockedKey],
  );
}

/** Whether a ping by WebSocket comes back; to open is not enough. Gives how to stop it. */
function lookForWebSocket(url: string, subprotocol: string, found: (gotThrough: boolean) => void): () => void {
  let isOver = false;
  const timer = setTimeout(() => end(false), lookMs);
  const transport = openWebSocket(url, subprotocol, {
    opened: () => void transport.send(pingText),
    received: () => end(true),
    closed: () => end(false),
  });
  function end(gotThrough: boolean | undefined): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    transport.close();
    if (gotThrough !== undefined) found(gotThrough);
  }
  return () => end(undefined);
}
