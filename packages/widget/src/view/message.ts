import type { Delivery } from "@ws-chat/client";
import { html, nothing, type TemplateResult } from "lit";
import { isOwn, type MessageItem } from "./chunks.ts";
import { alertIcon } from "./icons.ts";
import { linkify } from "./linkify.ts";
import type { ViewContext } from "./view-context.ts";

const pictograph = String.raw`(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)[\uFE0F\p{Emoji_Modifier}\u{E0020}-\u{E007F}]*`;
const loneEmoji = new RegExp(`^(?:${pictograph}(?:\u200D${pictograph})*){1,3}$`, "u");

/** One message: author and time in words for who cannot see them, the text, and what went wrong. */
export function message(item: MessageItem, context: ViewContext): TemplateResult {
  const { message, delivery, streaming } = item;
  const { strings } = context;
  const author = isOwn(item) ? strings.you : (message.from.name ?? strings.someone);
  const kind = message.status === "no-reply" ? " no-reply" : loneEmoji.test(message.text) ? " emoji" : "";
  return html`<div class="message${kind}${streaming ? " streaming" : ""}" role="listitem" part="message${isOwn(item) ? " own" : ""}">
    <span class="hidden">${author}:</span>
    <div class="bubble" part="bubble" dir="auto" title=${context.date(message.ts)}>${body(item, context)}</div>
    <time class="hidden" datetime=${new Date(message.ts).toISOString()}>${context.date(message.ts)}</time>
    ${trouble(item, delivery, context)}
  </div>`;
}

function body({ message }: MessageItem, { strings, renderMessage }: ViewContext): unknown {
  if (message.status === "no-reply") return strings.noReply;
  return custom(() => renderMessage?.(message)) ?? linkify(message.text);
}

/** The page's own drawing must not take the conversation down with it. */
function custom(render: () => Node | string | undefined): Node | string | undefined {
  try {
    return render();
  } catch (error) {
    reportError(error);
    return undefined;
  }
}

function trouble({ message }: MessageItem, delivery: Delivery | undefined, context: ViewContext): unknown {
  const { strings, retry, discard } = context;
  const action = (label: string, act: (id: string) => void) =>
    html`<button type="button" class="link" part="action" @click=${() => act(message.id)}>${label}</button>`;
  if (delivery?.state === "failed") {
    return html`<div class="failure" part="failure">
      <span class="failed">${alertIcon}${strings.notSent}</span>
      ${delivery.canRetry ? html`· ${action(strings.retry, retry)}` : nothing} · ${action(strings.discard, discard)}
      <div>${delivery.message}</div>
    </div>`;
  }
  if (message.status === "no-reply") return html`<div class="meta">${action(strings.retry, retry)}</div>`;
  if (message.status) {
    return html`<div class="meta" part="meta">${message.status === "cut" ? strings.cut : strings.interrupted}</div>`;
  }
  return nothing;
}
