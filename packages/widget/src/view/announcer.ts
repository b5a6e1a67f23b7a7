import { html, type TemplateResult } from "lit/html.js";
import type { BoxStrings } from "../strings.ts";
import type { Phase } from "./status-line.ts";

/**
 * The one live region. Each line is a node of its own, so that of several at once none is swallowed and none is read twice;
 * they go after a while, so that nobody meets them beside the messages themselves.
 */
export interface Announcer {
  /** Tells a change of the link in the status line's words, but not each second of its countdown. */
  follow(phase: Phase, text: string, strings: BoxStrings): void;
  say(text: string): void;
  render(): TemplateResult;
}

const keptMs = 10_000;

export function createAnnouncer(region: () => Element | null | undefined): Announcer {
  let told: Phase = "idle";

  function say(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    region()?.append(line);
    setTimeout(() => line.remove(), keptMs);
  }

  return {
    follow(phase, text, strings) {
      const before = told;
      if (phase === before || phase === "connecting") return;
      told = phase;
      if (phase === "online" && (before === "offline" || before === "stopped")) say(strings.online);
      else if (text) say(text);
    },
    say,
    render: () => html`<div class="announcer hidden" role="log" aria-live="polite"></div>`,
  };
}
