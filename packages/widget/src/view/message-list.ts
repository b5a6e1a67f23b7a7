import type { Item } from "@ws-chat/client";
import { html, nothing, render } from "lit/html.js";
import type { Rich } from "../frame.ts";
import { arrange, type Chunk, isOwn, type Line, linesOf, type MessageItem } from "./chunks.ts";
import { clockIcon, tickIcon } from "./icons.ts";
import { isRich, message, traitsOf } from "./message.ts";
import { renderKeyed } from "./render-keyed.ts";
import type { ViewContext } from "./view-context.ts";

/**
 * Renders what changed since the last call: at once what was there already, what the reader is near and what is newest; the rest of many in
 * tasks that follow. `beforeShift` is called where something is about to come or go above.
 */
export type UpdateList = (list: Element, items: readonly Item[], context: ViewContext, beforeShift: () => void) => void;

/** A page of history, and what a window shows, are no more than so many chunks. */
const chunksAtOnce = 2;
/** While one message still moves to its place, the next is there at once. */
const riseMs = 160;

/**
 * The conversation, oldest first. A list, not a log: people who listen move through a list message by message, and a log would
 * read out history and every piece of a streamed reply. What is new is told by the announcer alone.
 */
export function createMessageList(): UpdateList {
  let shown: readonly Chunk[] = [];
  /** What each chunk's element shows, and by what more than text. */
  const drawn = new WeakMap<Element, readonly [Chunk, ViewContext, Rich | undefined]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let count = 0;
  let calmAt = 0;

  const update: UpdateList = (list, items, context, beforeShift) => {
    const { frame, today } = context;
    const chunks = arrange(items, shown, today);
    if (chunks[0]?.key !== shown[0]?.key) beforeShift();
    shown = chunks;
    if (items.length !== count) {
      const now = Date.now();
      list.classList.toggle("calm", now > calmAt);
      count = items.length;
      calmAt = now + riseMs;
    }
    let left = chunksAtOnce;
    renderKeyed(list, chunks, (chunk, element) => {
      const now = [chunk, context, frame.rich] as const;
      const [last, lastContext, lastRich] = drawn.get(element) ?? [];
      const isKnown =
        lastContext === context && (lastRich === frame.rich || !chunk.items.some((item) => isRich(item, context)));
      if (isKnown && last === chunk) return void drawn.set(element, now);
      element.className = "chunk";
      if (!isKnown && !element.hasAttribute("near") && left-- < 1) return;
      drawn.set(element, now);
      renderKeyed(element, linesOf(chunk), (line, element, previous) => {
        const { kind, item, isNewestOwn, place } = line;
        const isSame = isKnown && item === previous?.item && isNewestOwn === previous.isNewestOwn;
        if (!isSame || place !== previous.place) dress(line, element);
        if (isSame) return;
        frame.items.set(element, item);
        if (!isOwn(item)) void frame.load("message");
        if (kind === "message" && isRich(item, context)) void frame.load("rich");
        fill(element, contentOf(line, context));
      });
    });
    clearTimeout(timer);
    if (left < 0) timer = setTimeout(update, 0, list, items, context, beforeShift);
  };
  return update;
}

function dress({ kind, item, place }: Line, element: HTMLElement): void {
  const part = item.type === "gap" || kind === "day" ? kind : `${kind}${traitsOf(item)}`;
  element.className = `${part}${place ?? ""}`;
  element.setAttribute("part", part);
  if (kind !== "name" && kind !== "foot") element.role = "listitem";
  if (item.type !== "gap" && item.streaming) element.setAttribute("translate", "no");
  else if (element.hasAttribute("translate")) {
    element.removeAttribute("translate");
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    // Nothing changes, but who translates the page hears of it.
    while (texts.nextNode()) (texts.currentNode as Text).appendData("");
  }
}

/** Renders `content` as what is in `element`. */
function fill(element: HTMLElement & { _$litPart$?: unknown }, content: unknown): void {
  try {
    render(content, element);
  } catch {
    // Who translates the page has taken the comments that Lit goes by. Whatever else it is, it throws again.
    element.replaceChildren();
    element._$litPart$ = undefined;
    render(content, element);
  }
}

function contentOf({ kind, item, isNewestOwn }: Line, context: ViewContext): unknown {
  if (item.type === "gap") return context.strings.gap;
  if (kind === "message") return message(item, context);
  if (kind === "day") return context.day(item.message.ts);
  if (kind === "name")
    return html`<bdi aria-hidden="true" translate="no" .textContent=${item.message.from.name}></bdi>`;
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
  return html`<span aria-hidden="true" .textContent=${context.time(message.ts)}></span>${
    state && (state !== "sent" || isNewestOwn)
      ? html`<span class="state" part="state">${state === "sent" ? tickIcon : clockIcon}<span class="hidden" .textContent=${context.strings[state]}></span></span>`
      : nothing
  }`;
}
