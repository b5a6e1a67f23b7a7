import type { Snapshot } from "@ws-chat/client";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { BoxStrings } from "../strings.ts";

/** What the visitor is told of the link: less than there is to know. */
export type Phase = "idle" | "connecting" | "online" | "offline" | "stopped";

interface StatusLineOptions {
  readonly text: string;
  readonly now: number;
  readonly strings: BoxStrings;
  readonly connect: () => void;
}

/** Interruptions shorter than this pass unmentioned. */
const patienceMs = 2_000;
/** Where a network is slow, the first link takes longer, and is nothing that was lost. */
const firstMs = 5_000;

/** The phase at `now`, and after how many milliseconds it, or the line that shows it, may change by itself. */
export function phaseOf(
  { status, user }: Snapshot,
  now: number,
): { readonly phase: Phase; readonly changesInMs?: number } {
  if (status.state !== "connecting" && status.state !== "waiting") return { phase: status.state };
  const silentMs = status.downSince + (user ? patienceMs : firstMs) - now;
  if (silentMs > 0) return { phase: "connecting", changesInMs: silentMs };
  if (status.state === "connecting") return { phase: "offline" };
  return { phase: "offline", changesInMs: (Math.max(status.retryAt - now - 1, 0) % 1_000) + 1 };
}

/** What has happened, in a sentence or two; empty where nothing is worth a word. Also what the announcer reads. */
export function statusText({ status, pending, storage }: Snapshot, phase: Phase, strings: BoxStrings): string {
  const waiting = pending ? ` ${strings.waiting(pending)}` : "";
  if (phase === "online" || phase === "connecting" || (phase === "idle" && !waiting)) return "";
  const what = status.state === "stopped" ? strings.stopped(status.message) : strings.offline;
  return `${what}${waiting}${waiting && storage === "unavailable" ? ` ${strings.notKept}` : ""}`;
}

/** One calm line above the field. */
export function statusLine(
  { status }: Snapshot,
  { text, now, strings, connect }: StatusLineOptions,
): TemplateResult | typeof nothing {
  if (!text) return nothing;
  const { state } = status;
  const next =
    state === "waiting"
      ? `${strings.nextTry(Math.max(1, Math.ceil((status.retryAt - now) / 1_000)))} · `
      : state === "connecting"
        ? strings.trying
        : "";
  return html`<div class="status" part="status">
    <span .textContent=${text}></span> <span><span .textContent=${next}></span><button type="button" class="link" part="action" ?hidden=${state === "connecting"} @click=${connect}>${strings.tryNow}</button></span>
  </div>`;
}
