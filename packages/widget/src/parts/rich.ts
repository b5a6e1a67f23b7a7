import { isMarkdown } from "./is-markdown.ts";
import { createLateBodies } from "./late-bodies.ts";
import { linkify } from "./linkify.ts";
import type { CreatePart } from "./part.ts";
import { english } from "./rich-strings.ts";
import { richStyles } from "./rich-styles.ts";

/** Links, Markdown, attachments, quick replies, and the end of a running reply. */
export const create: CreatePart = (host, frame) => {
  frame.dress(richStyles);
  const strings = () => ({ ...english, ...frame.words, ...host.strings });
  const markdown = createLateBodies(
    frame,
    "markdown",
    () => import("./markdown.ts"),
    ({ message }) => message.text,
  );
  const attachments = createLateBodies(
    frame,
    "attachments",
    () => import("./attachments.ts"),
    ({ message }) => String(message.attachments?.map((file) => file.name)),
  );

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
        attachments.tidy();
      }
      if (!html || frame.rich) return;
      frame.rich = {
        body: (item) => [
          item.message.attachments && attachments.body(item, strings()),
          isMarkdown(item.message, host.markdown) ? markdown.body(item, strings()) : linkify(item.message.text, html),
        ],
        below({ message: { id, quickReplies }, streaming, delivery }) {
          if (streaming && !delivery) {
            return html`<button type="button" class="link stop" part="action stop" @click=${() => frame.client?.()?.stop(id)}>
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
