import type { Snapshot } from "@ws-chat/client";
import { html, nothing, type TemplateResult } from "lit/html.js";

/** The heading's line. An empty conversation has its heading in the middle instead. */
export function header(
  host: HTMLElement & { readonly heading: string | undefined },
  { items }: Snapshot,
): TemplateResult {
  const heading = items.length ? host.heading : undefined;
  const hasActions = host.querySelector(":scope > [slot=header-actions]") !== null;
  return html`<slot name="header">
    ${
      heading || hasActions
        ? html`<header class="header" part="header">
            <h2 class="heading" part="heading" .textContent=${heading}></h2>
            <slot name="header-actions"></slot>
          </header>`
        : nothing
    }
  </slot>`;
}
