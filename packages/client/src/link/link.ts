import { type Bye, type CloseName, type closeCodes, limits, retryOf, subprotocol } from "@ws-chat/protocol";
import type { Status } from "../chat-client.ts";
import { type Backoff, backoffMs, floorShare } from "./backoff.ts";

/** A link and its history. `status` is the state; docs/lifecycle.md draws the states and what leads from one to the next. */
export interface Link {
  readonly status: Status;
  /** When the state ends by itself: a retry is due, an attempt took too long, a question went unanswered. */
  readonly dueAt: number;
  /** What has been heard since then makes `dueAt` void. */
  readonly askedAt: number;
  readonly pingMs: number;
  /** When it came online. */
  readonly upAt: number;
  /** The server's last word; its close follows. */
  readonly bye: Bye | undefined;
  /** Before this time no signal shortens the wait. */
  readonly notBefore: number;
  /** Failures since the link last lasted `settledMs`. */
  readonly tries: number;
  /** `once` codes met since then. */
  readonly spent: readonly number[];
  /** The close code that refused the token. */
  readonly refused?: number | undefined;
  /** Where `bye` 4004 sent us. */
  readonly room?: string | undefined;
}

export type LinkEvent =
  /** `wake`: the page's network or visibility changed. `dialed`: the token is there, the socket is opening.
   *  `broken`: the other side is not to be trusted, after a bad frame or a hole in the log. */
  | { readonly type: "connect" | "disconnect" | "wake" | "tick" | "dialed" | "broken" }
  | { readonly type: "opened"; readonly subprotocol: string }
  | { readonly type: "welcome"; readonly pingMs: number }
  | Bye
  | { readonly type: "closed"; readonly code: number; readonly reason: string };

/** `close` waits for the other side's close, `drop` forgets the connection. */
export type Effect = "dial" | "hello" | "ping" | "close" | "drop" | "probe" | "hint";

/** When the other side, and this one, last said something. */
interface Traffic {
  readonly heardAt: number;
  readonly spokeAt: number;
}

/** What `step` may know besides the state. */
export interface World extends Traffic {
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  readonly offline: boolean;
  readonly text: boolean;
  readonly backoff: Backoff;
}

export interface Step {
  readonly link: Link;
  readonly effects: readonly Effect[];
}

/** A time that does not come. */
export const never = Infinity;
const unknown = { dueAt: never, askedAt: never, pingMs: never, upAt: never, bye: undefined };

/** A number of the table of close codes, held to it by its type: the table itself is more than a page needs. */
type Code<N extends CloseName> = (typeof closeCodes)[N]["code"];
const abnormal: Code<"abnormal"> = 1006;
const tokenExpired: Code<"tokenExpired"> = 4003;
const moved: Code<"moved"> = 4004;
const refusals: readonly number[] = [4003, 4401, 3000] satisfies Code<
  "tokenExpired" | "unauthorized" | "unauthorizedRegistered"
>[];

export const idle: Link = {
  ...unknown,
  status: { state: "idle" },
  notBefore: 0,
  tries: 0,
  spent: [],
};

/** When `step` wants its next tick. */
export function deadline(link: Link, { heardAt, spokeAt }: Traffic): number {
  return heardAt < link.askedAt ? link.dueAt : Math.min(heardAt, spokeAt) + link.pingMs;
}

/** The next state and what has to be done about it. Pure. */
export function step(link: Link, event: LinkEvent, world: World): Step {
  const { now, heardAt, text } = world;
  const { status } = link;
  switch (event.type) {
    case "connect":
      if (status.state === "idle" || status.state === "stopped") return dial({ ...link, tries: 0, spent: [] }, now);
      return status.state === "waiting" ? dial(link, now) : to(link);
    case "disconnect":
      return to({ ...link, ...unknown, status: idle.status, room: undefined }, "drop");
    case "wake":
      return wake(link, world);
    case "tick":
      if (now < deadline(link, world)) return to(link);
      if (status.state === "waiting") return dial(link, now);
      if (heardAt < link.askedAt) return fall(link, abnormal, "", world);
      // A throttled tab asks late: the link is dead only when a question went unanswered.
      return to({ ...link, askedAt: now, dueAt: Math.max(now, heardAt + link.pingMs) + limits.graceMs }, "ping");
  }
  if (status.state !== "connecting" && status.state !== "online") return to(link);
  switch (event.type) {
    case "dialed":
      return to({ ...link, refused: undefined, dueAt: now + limits.connectMs });
    case "opened":
      if (text) return to(goOnline(link, now, never));
      if (event.subprotocol === subprotocol) return to({ ...link, dueAt: now + limits.connectMs }, "hello");
      return fall(link, abnormal, "", world, "hint");
    case "welcome":
      if (status.state === "connecting") return to(goOnline(link, now, event.pingMs));
      break;
    case "bye":
      return to({ ...link, bye: event, askedAt: never, dueAt: now + limits.probeMs }, "close");
    case "closed":
      return fall(link, event.code, event.reason, world);
  }
  return fall(link, abnormal, "", world);
}

function to(link: Link, ...effects: Effect[]): Step {
  return { link, effects };
}

function dial(link: Link, now: number, ...before: Effect[]): Step {
  return to(
    // Getting a token counts: one that never comes must not be waited for.
    {
      ...link,
      ...unknown,
      status: { state: "connecting", downSince: downSince(link, now) },
      dueAt: now + limits.connectMs,
    },
    ...before,
    "dial",
  );
}

function goOnline(link: Link, now: number, pingMs: number): Link {
  return { ...link, status: { state: "online" }, upAt: now, pingMs, askedAt: 0 };
}

/** When the link was lost, or first asked for. */
function downSince({ status }: Link, now: number): number {
  return status.state === "connecting" || status.state === "waiting" ? Math.min(status.downSince, now) : now;
}

/** Tries at once, with a little jitter, or asks whether the link still lives. */
function wake(link: Link, { now, random, offline, heardAt, text, backoff }: World): Step {
  const { status } = link;
  // What is under way may have begun without a network, and fail for it.
  if (status.state === "connecting" && !offline) return to({ ...link, tries: 0 });
  if (status.state === "waiting" && !offline) {
    const soon = Math.min(status.retryAt, now + random * floorShare * backoff.baseMs);
    const retryAt = Math.max(link.notBefore, soon);
    return to({ ...link, status: { ...status, retryAt }, dueAt: retryAt });
  }
  const dueAt = now + limits.probeMs;
  const isAsked = heardAt < link.askedAt && link.dueAt <= dueAt;
  return status.state === "online" && !text && !isAsked ? to({ ...link, askedAt: now, dueAt }, "ping") : to(link);
}

/** The connection has ended, or never came to be. */
function fall(link: Link, closeCode: number, reason: string, world: World, ...more: Effect[]): Step {
  const { status } = link;
  const { now, text, offline, random, backoff } = world;
  const { code, retryMs = 0, room } = link.bye ?? { code: closeCode };
  const isSettled = now - link.upAt >= limits.settledMs;
  const tries = isSettled ? 0 : link.tries;
  const spent = isSettled ? [] : link.spent;
  const retry = retryOf(code);
  const effects: Effect[] = ["drop", ...more];
  // WebSocket may be blocked, or the server away; that is not worth a question each time.
  if (status.state === "connecting" && code === abnormal && !text && tries % 4 < 2) effects.push("probe");

  let next = { ...link, ...unknown, tries: tries + 1, spent: retry === "once" ? [...spent, code] : spent };
  // Another token may be another person's, with another room.
  if (refusals.includes(code)) next = { ...next, refused: code, room: undefined };
  if (retry === "no" || spent.includes(code)) {
    return to({ ...next, status: { state: "stopped", code, message: reason || `Closed with ${code}.` } }, ...effects);
  }
  if (code === moved) return dial({ ...next, room }, now, ...effects);
  if (code === tokenExpired) return dial(next, now, ...effects);
  const notBefore = now + retryMs;
  const retryAt = Math.max(notBefore, now + (offline ? backoff.capMs : backoffMs(backoff, tries, random)));
  return to(
    { ...next, status: { state: "waiting", downSince: downSince(link, now), retryAt }, dueAt: retryAt, notBefore },
    ...effects,
  );
}
