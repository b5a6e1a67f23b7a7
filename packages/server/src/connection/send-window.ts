import { limits } from "@ws-chat/protocol";

/** What a connection remembers of its sends. `n` counts from 1; a refusal that may be retried turns the count back (go-back-N). */
export interface SendWindow {
  /** The `n` that comes next. */
  next: number;
  /** The last answer was a retryable refusal of `next`: what was sent behind it is ignored until it comes again. */
  goBack: boolean;
  /** When the refused one may come again. */
  againAt: number;
  /** How many of the sends ignored may have left before their sender knew of the refusal. */
  onTheWay: number;
  /** Counts the times that sends already handed to the log were given up. */
  round: number;
  /** Handed to the log, not yet answered, in order. */
  pending: { readonly n: number; readonly id: string }[];
}

export function newWindow(): SendWindow {
  return { next: 1, goBack: false, againAt: 0, onTheWay: 0, round: 0, pending: [] };
}

/** What to do with a send numbered `n`. */
export function judge(window: SendWindow, n: number): "take" | "ignore" | "break" {
  if (n === window.next) return "take";
  return n > window.next && window.goBack ? "ignore" : "break";
}

/** Refuses `next` for `retryMs`. */
export function refuseNext(window: SendWindow, now: number, retryMs: number): void {
  window.goBack = true;
  // Who comes again too early has been told already. Half, for timers and clocks are not exact.
  if (now >= window.againAt) window.onTheWay = limits.window;
  window.againAt = now + retryMs / 2;
}

/** Whether the send that was just ignored can have left before its sender knew: each refusal excuses one window of them. */
export function wasOnTheWay(window: SendWindow): boolean {
  window.onTheWay -= 1;
  return window.onTheWay >= 0;
}

/** `next` goes to the log. */
export function accept(window: SendWindow, id: string): void {
  window.pending.push({ n: window.next, id });
  consume(window);
}

/** `next` is answered for good. */
export function consume(window: SendWindow): void {
  window.next += 1;
  window.goBack = false;
}

/**
 * The log refused `n`, and with it all that was handed to it later. Gives the send to come back to: the first of these that was not
 * answered meanwhile, for a log may deliver what it then says it could not store. `undefined` where there is nothing to come back to.
 */
export function giveUp(
  window: SendWindow,
  n: number,
  round: number,
): { readonly n: number; readonly id: string } | undefined {
  const first = round === window.round ? window.pending.find((one) => one.n >= n) : undefined;
  if (!first) return undefined;
  window.round += 1;
  window.next = first.n;
  window.goBack = true;
  window.onTheWay = limits.window;
  window.pending = window.pending.filter((one) => one.n < first.n);
  return first;
}

/** Takes the send of message `id` off the list; 0 where it is not on it. */
export function settle(window: SendWindow, id: string): number {
  const { pending } = window;
  const at = pending[0]?.id === id ? 0 : pending.findIndex((one) => one.id === id);
  if (at < 0) return 0;
  const n = pending[at]?.n ?? 0;
  if (at === 0) pending.shift();
  else pending.splice(at, 1);
  return n;
}

/** Whether `n` still waits for its answer; if so, it no longer does. */
export function settleNumber(window: SendWindow, n: number): boolean {
  const at = window.pending.findIndex((one) => one.n === n);
  if (at >= 0) window.pending.splice(at, 1);
  return at >= 0;
}
