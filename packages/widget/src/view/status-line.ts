import type { Snapshot, Status } from "@ws-chat/client";
import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings.ts";
import { offlineIcon } from "./icons.ts";

/** What the visitor is told of the link: less than there is to know. */
export type Phase = "idle" | "connecting" | "online" | "offline" | "stopped";

/** Interruptions shorter than this pass unmentioned. */
const patienceMs = 2_000;

/** The phase at `now`, and after how many milliseconds it, or the line that shows it, may change by itself. */
export function phaseOf(status: Status, now: number): { readonly phase: Phase; readonly changesInMs?: number } {
  if (status.state !== "connecting" && status.state !== "waiting") return { phase: status.state };
  const silentMs = status.downSince + patienceMs - now;
  if (silentMs > 0) return { phase: "connecting", changesInMs: silentMs };
  if (status.state === "connecting") return { phase: "offline" };
  return { phase: "offline", changesInMs: (Math.max(status.retryAt - now - 1, 0) % 1_000) + 1 };
}

/** What has happened, in a sentence or two; empty where nothing is worth a word. Also what the announcer reads. */
export function statusText({ status, pending, storage }: Snapshot, phase: Phase, strings: Strings): string {
  const parts = [];
  if (status.state === "stopped") parts.push(strings.stopped(status.message));
  else if (phase === "offline") parts.push(strings.offline);
  else if (phase === "idle" && pending) parts.push(strings.disconnected);
  if (parts.length && pending) {
    parts.push(strings.waiting(pending));
    if (storage === "unavailable") parts.push(strings.notKept);
  }
  return parts.join(" ");
}

/** One calm line above the field. */
export function statusLine(
  snapshot: Snapshot,
  options: { readonly phase: Phase; readonly now: number; readonly strings: Strings; readonly connect: () => void },
): TemplateResult | typeof nothing {
  const { phase, strings } = options;
  const text = statusText(snapshot, phase, strings);
  if (!text) return nothing;
  const { status } = snapshot;
  const label = { offline: strings.tryNow, idle: strings.connect }[phase as "idle"] ?? strings.tryAgain;
  const next =
    status.state === "waiting"
      ? strings.nextTry(Math.max(1, Math.ceil((status.retryAt - options.now) / 1_000)))
      : strings.trying;
  return html`<div class="status" part="status">
    ${offlineIcon}
    <span>${text}${phase === "offline" ? html` <span class="next">${next}</span>` : nothing}${
      status.state === "connecting"
        ? nothing
        : html` · <button type="button" class="link" part="action" @click=${options.connect}>${label}</button>`
    }</span>
  </div>`;
}
