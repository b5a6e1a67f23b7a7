import { linkify } from "./linkify.ts";
import type { CreatePart } from "./part.ts";
import { createMarkdownBodies, isMarkdown } from "./rich-markdown.ts";
import { english } from "./rich-strings.ts";
import { richStyles } from "./rich-styles.ts";

/** Links, Markdown, quick replies, and the end of a running reply. */
export const create: CreatePart = (host, frame) => {
  frame.dress(richStyles);
  const strings = () => ({ ...english, ...frame.words, ...host.strings });
  const markdown = createMarkdownBodies(frame);

  /** A question is answered once: below the newest message alone. */
  function offer(): void {
    const lines = frame.root.querySelector(".list")?.lastElementChild?.children ?? [];
    const newest = [...lines].findLast((line) => line.matches(".message"));
    for (const quick of frame.root.querySelectorAll<HTMLElement>(".quick")) quick.hidden = !newest?.contains(quick);
  }

  return {
    update() {
      const { html } = frame;
      if (frame.rich) {
        offer();
        markdown.tidy();
      }
      if (!html || frame.rich) return;
      frame.rich = {
        body: (item) =>
          isMarkdown(item.message, host.markdown) ? markdown.body(item, strings()) : linkify(item.message.text, html),
        below({ message: { id, quickReplies }, streaming, delivery }) {
          if (streaming && !delivery) {
            return html`<button type="button" class="link stop" part="action stop" @click=${() => frame.stop?.(id)}>
              ${strings().stop}
            </button>`;
          }
          return (
            quickReplies &&
            html`<div class="quick" part="quick-replies">
              ${quickReplies.map(
                ({ text, value = text }) =>
                  html`<button type="button" class="chip" part="quick-reply" @click=${() => host.send(value)}>${text}</button>`,
              )}
            </div>`
          );
        },
      };
      host.requestUpdate();
    },
  };
};
