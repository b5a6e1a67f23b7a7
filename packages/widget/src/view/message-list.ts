import type { Item } from "@ws-chat/client";
import { html, nothing, render } from "lit/html.js";
import { arrange, type Chunk, isOwn, type Line, type MessageItem } from "./chunks.ts";
import { clockIcon, tickIcon } from "./icons.ts";
import { isRich, message, traitsOf } from "./message.ts";
import { renderKeyed } from "./render-keyed.ts";
import type { ViewContext } from "./view-context.ts";

/** Renders what changed since the last call. `beforeShift` is called where something is about to come or go above. */
export type UpdateList = (list: Element, items: readonly Item[], context: ViewContext, beforeShift: () => void) => void;

/**
 * The conversation, oldest first. A list, not a log: people who listen move through a list message by message, and a log would
 * read out history and every piece of a streamed reply. What is new is told by the announcer alone.
 */
export function createMessageList(): UpdateList {
  let shown: readonly Chunk[] = [];
  let drawnFor: ViewContext | undefined;
  /** Lines that were drawn without what draws more than text. */
  const plain = new Map<HTMLElement, Line>();

  function draw(line: Line, element: HTMLElement, context: ViewContext): void {
    const { kind, item } = line;
    const { frame } = context;
    plain.delete(element);
    frame.items.set(element, item);
    if (!isOwn(item)) void frame.load("message");
    if (!frame.rich && kind === "message" && isRich(item, context)) {
      plain.set(element, line);
      void frame.load("rich");
    }
    element.className = item.type === "gap" || kind === "day" ? kind : `${kind}${traitsOf(item)}`;
    element.setAttribute("part", element.className);
    if (kind !== "name" && kind !== "foot") element.role = "listitem";
    render(contentOf(line, context), element);
  }

  return (list, items, context, beforeShift) => {
    const isStale = context !== drawnFor;
    const chunks = arrange(items, shown, context.today);
    if (chunks[0]?.key !== shown[0]?.key) beforeShift();
    shown = chunks;
    drawnFor = context;
    renderKeyed(list, chunks, (chunk, element, previous) => {
      if (chunk === previous && !isStale) return;
      element.className = "chunk";
      renderKeyed(element, chunk.lines, (line, element, previous) => {
        if (isStale || line.item !== previous?.item || line.isNewestOwn !== previous.isNewestOwn) {
          draw(line, element, context);
        }
      });
    });
    if (context.frame.rich) for (const [element, line] of plain) draw(line, element, context);
  };
}

function contentOf({ kind, item, isNewestOwn }: Line, context: ViewContext): unknown {
  if (item.type === "gap") return context.strings.gap;
  if (kind === "message") return message(item, context);
  if (kind === "day") return context.day(item.message.ts);
  if (kind === "name") return html`<bdi aria-hidden="true">${item.message.from.name}</bdi>`;
  return foot(item, isNewestOwn, context);
}

/** A group's time, and how it fares. Messages leave in order, so that the last one speaks for all. */
function foot(
  { message, delivery, streaming }: MessageItem,
  isNewestOwn: boolean | undefined,
  context: ViewContext,
): unknown {
  const state = delivery?.state;
  if (streaming || state === "failed") return nothing;
  return html`<span aria-hidden="true">${context.time(message.ts)}</span>${
    state && (state !== "sent" || isNewestOwn)
      ? html`<span class="state" part="state">${state === "sent" ? tickIcon : clockIcon}<span class="hidden">${context.strings[state]}</span></span>`
      : nothing
  }`;
}
