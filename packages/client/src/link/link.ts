import { type Bye, closeCodes, limits, retryOf, subprotocol } from "@ws-chat/protocol";
import type { Status } from "../chat-client.ts";
import { type Backoff, backoffMs, floorMs } from "./backoff.ts";

/** What a link remembers from one state to the next. */
interface Past {
  /** Failures since the link was last up for {@link stableMs}. */
  readonly tries: number;
  /** When the link was lost, or first asked for. */
  readonly downSince: number;
  /** A server has answered in our language at least once. */
  readonly opened: boolean;
  /** `once` codes met since the link was last up for {@link stableMs}. */
  readonly spent: readonly number[];
  /** The close code that refused the token. */
  readonly refused?: number | undefined;
  /** Where `bye` 4004 sent us. */
  readonly room?: string | undefined;
}

/** The life of a connection and of the pauses between connections. docs/lifecycle.md draws it. */
export type Link =
  | { readonly at: "idle"; readonly past: Past }
  /** From the wish for a connection until `welcome`. `bye` is the server's last word, its close follows. */
  | { readonly at: "connecting"; readonly past: Past; readonly deadAt: number; readonly bye?: Bye }
  /** Between attempts; no signal shortens the wait to before `notBefore`. */
  | { readonly at: "waiting"; readonly past: Past; readonly retryAt: number; readonly notBefore: number }
  | {
      readonly at: "online";
      readonly past: Past;
      readonly upAt: number;
      readonly pingMs: number;
      /** A ping went out at `askedAt`; unanswered at `deadAt`, the link is dead. */
      readonly askedAt: number;
      readonly deadAt: number;
      readonly bye?: Bye;
    }
  | { readonly at: "stopped"; readonly past: Past; readonly code: number; readonly message: string };

type Online = Extract<Link, { at: "online" }>;

export type LinkEvent =
  | { readonly type: "connect" | "disconnect" | "wake" | "offline" | "tick" }
  /** The token is there and the socket is opening. */
  | { readonly type: "dialed" }
  | { readonly type: "opened"; readonly subprotocol: string }
  | { readonly type: "welcome"; readonly pingMs: number }
  | { readonly type: "bye"; readonly bye: Bye }
  | { readonly type: "closed"; readonly code: number; readonly reason: string }
  /** The other side cannot be trusted to be whole: a bad frame, a hole in the log. */
  | { readonly type: "broken" };

export type Effect =
  | { readonly type: "dial"; readonly refused: number | undefined; readonly room: string | undefined }
  /** `close` waits for the other side's close, `drop` forgets the connection. */
  | { readonly type: "hello" | "ping" | "close" | "drop" | "probe" | "hint" };

/** What `step` may know besides the state. */
export interface World {
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  readonly offline: boolean;
  readonly heardAt: number;
  readonly spokeAt: number;
  readonly text: boolean;
  readonly backoff: Backoff;
}

export interface Step {
  readonly link: Link;
  readonly effects: readonly Effect[];
}

/** Uptime after which a link counts as good again. */
const stableMs = 5_000;

export const idle: Link = { at: "idle", past: { tries: 0, downSince: 0, opened: false, spent: [] } };

/** The next state and what has to be done about it. Pure. */
export function step(link: Link, event: LinkEvent, world: World): Step {
  const { now } = world;
  switch (event.type) {
    case "connect":
      if (link.at === "waiting") return dial(link.past);
      if (link.at === "idle" || link.at === "stopped") {
        return dial({ ...link.past, tries: 0, spent: [], downSince: now });
      }
      break;
    case "disconnect":
      return { link: { at: "idle", past: { ...link.past, room: undefined } }, effects: [{ type: "drop" }] };
    case "dialed":
      if (link.at === "connecting") return { link: { ...link, deadAt: now + limits.connectMs }, effects: [] };
      break;
    case "opened":
      if (link.at === "connecting") return greet(link, event.subprotocol, world);
      break;
    case "welcome":
      if (link.at === "connecting") return { link: online(link.past, event.pingMs, now), effects: [] };
      break;
    case "bye":
      if (link.at === "connecting" || link.at === "online") {
        return { link: { ...link, bye: event.bye, deadAt: now + limits.probeMs }, effects: [{ type: "close" }] };
      }
      break;
    case "closed":
      return fall(link, event, world);
    case "broken":
      return fall(link, lost, world);
    case "wake":
    case "offline":
      return signal(link, event.type, world);
    case "tick":
      return tick(link, world);
  }
  return { link, effects: [] };
}

/** When `step` wants its next tick. */
export function deadline(link: Link, { heardAt, spokeAt }: Pick<World, "heardAt" | "spokeAt">): number {
  switch (link.at) {
    case "waiting":
      return link.retryAt;
    case "connecting":
      return link.deadAt;
    case "online":
      return isDoubtful(link, heardAt) ? link.deadAt : Math.min(heardAt, spokeAt) + link.pingMs;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

export function statusOf(link: Link): Status {
  const { downSince } = link.past;
  switch (link.at) {
    case "waiting":
      return { state: "waiting", downSince, retryAt: link.retryAt };
    case "connecting":
      return { state: "connecting", downSince };
    case "stopped":
      return { state: "stopped", code: link.code, message: link.message };
    default:
      return { state: link.at };
  }
}

const refusals: readonly number[] = [
  closeCodes.tokenExpired.code,
  closeCodes.unauthorized.code,
  closeCodes.unauthorizedRegistered.code,
];

const lost = { code: closeCodes.abnormal.code, reason: "" };

function dial({ refused, ...past }: Past): Step {
  return {
    link: { at: "connecting", past, deadAt: Number.POSITIVE_INFINITY },
    effects: [{ type: "dial", refused, room: past.room }],
  };
}

function greet(link: Link, chosen: string, world: World): Step {
  if (world.text) {
    return { link: online({ ...link.past, opened: true }, Number.POSITIVE_INFINITY, world.now), effects: [] };
  }
  if (chosen === subprotocol) {
    return { link: { ...link, past: { ...link.past, opened: true } }, effects: [{ type: "hello" }] };
  }
  const fallen = fall(link, lost, world);
  return { ...fallen, effects: [...fallen.effects, { type: "hint" }] };
}

function online(past: Past, pingMs: number, now: number): Link {
  return { at: "online", past, upAt: now, pingMs, askedAt: 0, deadAt: 0 };
}

/** A connection has ended, or never came to be. */
function fall(link: Link, end: { readonly code: number; readonly reason: string }, world: World): Step {
  if (link.at !== "connecting" && link.at !== "online") return { link, effects: [] };
  const { now, backoff } = world;
  const { code, retryMs = undefined, room = undefined } = link.bye ?? { code: end.code };
  let past = link.past;
  if (link.at === "online") past = { ...past, downSince: now };
  if (link.at === "online" && now - link.upAt >= stableMs) past = { ...past, tries: 0, spent: [] };
  const effects: Effect[] = [{ type: "drop" }];
  if (!past.opened && !world.text) effects.push({ type: "probe" });

  const retry = retryOf(code);
  const again = retry === "yes" || (retry === "once" && !past.spent.includes(code));
  const tokenRefused = refusals.includes(code);
  // Another token may be another person's, with another room.
  if (tokenRefused) past = { ...past, refused: code, room: undefined };
  if (!again) return { link: { at: "stopped", past, code, message: end.reason || `code ${code}` }, effects };
  if (retry === "once") past = { ...past, spent: [...past.spent, code] };
  if (room !== undefined && code === closeCodes.moved.code) past = { ...past, room };
  if (tokenRefused || code === closeCodes.moved.code) {
    const redial = dial(past);
    return { ...redial, effects: [...effects, ...redial.effects] };
  }
  // A server may ask for haste, but not for a storm.
  const asked = retryMs === undefined ? 0 : now + Math.max(retryMs, backoff.baseMs);
  const delay = world.offline ? backoff.capMs : backoffMs(backoff, past.tries, world.random);
  const waiting = { at: "waiting", retryAt: asked || now + delay, notBefore: asked } as const;
  return { link: { ...waiting, past: { ...past, tries: past.tries + 1 } }, effects };
}

/** `wake`: try at once, with a little jitter, or ask whether the link still lives. `offline`: the same question, and no haste. */
function signal(link: Link, type: "wake" | "offline", world: World): Step {
  const { now, random, backoff } = world;
  if (link.at === "waiting") {
    const soon = Math.min(link.retryAt, now + random * floorMs(backoff));
    const retryAt = Math.max(link.notBefore, type === "wake" ? soon : now + backoff.capMs);
    return { link: { ...link, retryAt }, effects: [] };
  }
  const deadAt = now + limits.probeMs;
  if (link.at !== "online" || (isDoubtful(link, world.heardAt) && link.deadAt <= deadAt)) return { link, effects: [] };
  return ask(link, deadAt, world);
}

function tick(link: Link, world: World): Step {
  const { now, heardAt } = world;
  if (now < deadline(link, world)) return { link, effects: [] };
  if (link.at === "waiting") return dial(link.past);
  if (link.at === "online" && !isDoubtful(link, heardAt)) {
    // A throttled tab pings late; a link is dead only if a question went unanswered.
    return ask(link, Math.max(now, heardAt + link.pingMs) + limits.graceMs, world);
  }
  return fall(link, lost, world);
}

/** A question is open, or the server has said its last word. */
function isDoubtful(link: Online, heardAt: number): boolean {
  return link.bye !== undefined || heardAt < link.askedAt;
}

function ask(link: Online, deadAt: number, { now, text }: World): Step {
  return text ? { link, effects: [] } : { link: { ...link, askedAt: now, deadAt }, effects: [{ type: "ping" }] };
}
