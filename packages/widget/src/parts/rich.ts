import { isMarkdown } from "./is-markdown.ts";
import { createLateBodies } from "./late-bodies.ts";
import { type Html, linkify } from "./linkify.ts";
import type { CreatePart } from "./part.ts";
import { english } from "./rich-strings.ts";
import { runsOf } from "./runs.ts";
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
    ({ message }) => message.attachments?.map((file) => file.name),
  );

  return {
    update() {
      const html = frame.html;
      if (!html || frame.rich) return;
      frame.rich = {
        body: (item) => [
          item.message.attachments && attachments(item, strings()),
          isMarkdown(item.message, host.markdown) ? markdown(item, strings()) : lines(item.message.text, html),
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
                  html`<button type="button" class="chip" part="quick-reply" @click=${() => frame.box?.submit(value)}>${text}</button>`,
              )}
            </div>`
          );
        },
      };
      host.requestUpdate();
    },
  };
};

/** What is still being written is at the end, and stays in a line with what says so. */
function lines(text: string, html: Html): unknown {
  const runs = runsOf(text);
  return runs.map((run, index) => {
    const line = linkify(run, html);
    return runs[index + 1] ? html`<span class="run">${line}</span>` : line;
  });
}
