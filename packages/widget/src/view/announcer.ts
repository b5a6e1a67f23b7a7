import { html, type TemplateResult } from "lit/html.js";
import type { Strings } from "../strings.ts";
import type { Phase } from "./status-line.ts";

const keptMs = 10_000;

/**
 * The one live region. Each line is a node of its own, so that of several at once none is swallowed and none is read twice;
 * they go after a while, so that nobody meets them beside the messages themselves.
 */
export class Announcer {
  readonly #region: () => Element | null | undefined;
  #told: Phase = "idle";

  constructor(region: () => Element | null | undefined) {
    this.#region = region;
  }

  /** Tells a change of the link in the status line's words, but not each second of its countdown. */
  follow(phase: Phase, text: string, strings: Strings): void {
    const before = this.#told;
    if (phase === before || phase === "connecting") return;
    this.#told = phase;
    if (phase === "online" && (before === "offline" || before === "stopped")) this.say(strings.online);
    else if (text) this.say(text);
  }

  say(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    this.#region()?.append(line);
    setTimeout(() => line.remove(), keptMs);
  }

  render(): TemplateResult {
    return html`<div class="announcer hidden" role="log" aria-live="polite"></div>`;
  }
}
