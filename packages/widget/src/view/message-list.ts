import type { Author } from "@ws-chat/protocol";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Chunk, Group, Line } from "./chunks.ts";
import { clockIcon, tickIcon } from "./icons.ts";
import { message } from "./message.ts";
import type { ViewContext } from "./view-context.ts";

/**
 * The conversation, oldest first. A list, not a log: people who listen move through a list message by message, and a log would
 * read out history and every piece of a streamed reply. What is new is told by the announcer alone.
 */
export function messageList(chunks: readonly Chunk[], context: ViewContext): TemplateResult {
  return html`<div class="list" role="list" aria-label=${context.strings.messages}>
    ${repeat(
      chunks,
      (chunk) => chunk.key,
      (chunk) =>
        guard(
          [chunk, context],
          () => html`<div class="chunk">${repeat(chunk.lines, keyOf, (each) => line(each, context))}</div>`,
        ),
    )}
  </div>`;
}

/** Who is writing now. */
export function typists(authors: readonly Author[], { strings }: ViewContext): TemplateResult | typeof nothing {
  if (!authors.length) return nothing;
  const names = authors.map((author) => author.name ?? strings.someone);
  return html`<div class="typing" part="typing">
    <span class="hidden">${strings.typing(names)}</span><i></i><i></i><i></i>
  </div>`;
}

const keyOf = (line: Line): string => line.key;

function line(line: Line, context: ViewContext): TemplateResult {
  if (line.type === "group") return group(line, context);
  const [name, text] = line.type === "day" ? ["day", context.day(line.ts)] : ["gap", context.strings.gap];
  return html`<div class=${name} part=${name} role="listitem">${text}</div>`;
}

function group(group: Group, context: ViewContext): TemplateResult {
  const [first] = group.items;
  const name = group.own || group.joinsBefore ? undefined : first?.message.from.name;
  const classes = `group ${group.own ? "own" : ""} ${group.joinsBefore ? "joins-before" : ""} ${group.joinsAfter ? "joins-after" : ""}`;
  return html`<div class=${classes}>
    ${name === undefined ? nothing : html`<div class="meta name" part="name" aria-hidden="true">${name}</div>`}
    <div class="messages">${repeat(
      group.items,
      (item) => item.key,
      (item) => guard([item, context], () => message(item, context)),
    )}</div>
    ${group.joinsAfter ? nothing : foot(group, context)}
  </div>`;
}

/** The group's time, and how its messages fare. */
function foot({ items, newestOwn }: Group, { strings, date, time }: ViewContext): TemplateResult | typeof nothing {
  const last = items.at(-1);
  if (!last || last.streaming || last.delivery?.state === "failed") return nothing;
  const pending = items.find((item) => item.delivery?.state === "sending" || item.delivery?.state === "queued");
  const state = pending?.delivery?.state ?? (newestOwn ? "sent" : undefined);
  return html`<div class="meta foot" part="meta">
    <span aria-hidden="true" title=${date(last.message.ts)}>${time(last.message.ts)}</span>
    ${state ? html`<span class="state" part="state">${pending ? clockIcon : tickIcon}<span class="hidden">${strings[state as "sent"]}</span></span>` : nothing}
  </div>`;
}
