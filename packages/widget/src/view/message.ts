import type { Item, ShownMessage } from "@ws-chat/client";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { isOwn, type MessageItem } from "./chunks.ts";
import { alertIcon } from "./icons.ts";
import type { RenderMessage, ViewContext } from "./view-context.ts";

// Put together by hand: engines take 25 ms of the first screen to build `\p{RGI_Emoji}`.
const loneEmoji =
  /^(\p{RI}{2}|[#*\d]\ufe0f\u20e3|(?!\p{EMod})(\p{EPres}|\p{ExtPict}[\ufe0f\p{EMod}])([\ufe0f\p{EMod}\u{e0020}-\u{e007f}]|\u200d\p{ExtPict})*){1,3}$/u;

/** What could not draw a message. */
const failed = new WeakMap<ShownMessage, RenderMessage | undefined>();

/** Classes, and parts, of a message beside its kind. */
export function traitsOf(item: MessageItem): string {
  const { text, status } = item.message;
  const body = status === "no-reply" ? " no-reply" : loneEmoji.test(text) ? " emoji" : "";
  return `${isOwn(item) ? " own" : ""}${body}${item.streaming ? " streaming" : ""}`;
}

/** Whether there is more to a message than its text. */
export function isRich(item: Item, { markdown }: ViewContext): boolean {
  if (item.type === "gap") return false;
  const { text, format, attachments, quickReplies } = item.message;
  return !!(markdown || item.streaming || format || attachments || quickReplies || /:\/\/|mailto:/.test(text));
}

/** One message: author and time in words for who cannot see them, the text, and what went wrong. */
export function message(item: MessageItem, context: ViewContext): TemplateResult {
  const { from, ts } = item.message;
  const { strings } = context;
  const date = context.date(ts);
  const own = body(item, context);
  return html`<span class="hidden" .textContent=${`${isOwn(item) ? strings.you : (from.name ?? strings.someone)}:`}></span>
    ${
      typeof own === "string"
        ? html`<div class="bubble" part="bubble" title=${date} .textContent=${own}></div>`
        : html`<div class="bubble" part="bubble" title=${date}>${own}</div>`
    }
    <span class="hidden" .textContent=${date}></span>
    ${context.frame.rich?.below(item)} ${trouble(item, context)}`;
}

function body(item: MessageItem, { strings, renderMessage, frame }: ViewContext): unknown {
  const { message } = item;
  if (message.status === "no-reply") return strings.noReply;
  let own: Node | string | undefined;
  try {
    own = renderMessage?.(message);
  } catch (error) {
    // The page's own drawing must not take the conversation down with it. Lines are drawn again as more code comes; told once is told.
    if (failed.get(message) !== renderMessage) reportError(error);
    failed.set(message, renderMessage);
  }
  return own ?? frame.rich?.body(item) ?? message.text;
}

function trouble({ message, delivery }: MessageItem, { strings, retry, discard }: ViewContext): unknown {
  const action = (label: string, act: (id: string) => void) =>
    html`<button type="button" class="link" part="action" @click=${() => act(message.id)}>${label}</button>`;
  if (delivery?.state === "failed") {
    return html`<div class="trouble" part="trouble">
      <span class="failed">${alertIcon}${strings.notSent}</span>${delivery.canRetry ? html` · ${action(strings.retry, retry)}` : nothing} · ${action(strings.discard, discard)}
      <div><bdi>${delivery.message}</bdi></div>
    </div>`;
  }
  const { status } = message;
  if (!status) return nothing;
  return html`<div class="trouble" part="trouble">
    ${status === "no-reply" ? action(strings.retry, retry) : status === "cut" ? strings.cut : strings.interrupted}
  </div>`;
}
