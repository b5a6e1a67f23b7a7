import type { Snapshot } from "@ws-chat/client";
import type { Author } from "@ws-chat/protocol";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Frame } from "../frame.ts";
import type { ControllerHost } from "../controller.ts";
import { downIcon } from "./icons.ts";
import { createMessageList } from "./message-list.ts";
import { createScrollAnchor } from "./scroll-anchor.ts";
import { countUnseen, newestSettled } from "./unseen.ts";
import type { ViewContext } from "./view-context.ts";

/** What scrolls, and the reader's place in it. */
export interface Conversation {
  /** The element is in a document again. */
  connected(): void;
  /** What `render` returned is there: now the messages. */
  rendered(): void;
  toEnd(): void;
  focus(): void;
  render(snapshot: Snapshot, context: ViewContext, empty: EmptyText): TemplateResult;
}

interface ConversationHost extends ControllerHost {
  readonly shadowRoot: ShadowRoot | null;
}
interface EmptyText {
  readonly heading: string | undefined;
  readonly greeting: string | undefined;
}

export function createConversation(
  host: ConversationHost,
  frame: Frame,
  loadHistory: () => Promise<void>,
): Conversation {
  const anchor = createScrollAnchor(scrolled, draw);
  const updateList = createMessageList();
  let snapshot: Snapshot | undefined;
  let context: ViewContext | undefined;
  let mayLoad = false;

  const scroller = (): HTMLElement | null | undefined => host.shadowRoot?.querySelector<HTMLElement>(".scroller");

  function focus(): void {
    scroller()?.focus({ preventScroll: true });
  }

  function jump(): void {
    focus();
    anchor.toEnd();
    host.requestUpdate();
  }

  function draw(): void {
    const list = scroller()?.querySelector(".list");
    if (list && snapshot && context) updateList(list, snapshot.items, context, anchor.hold);
  }

  function scrolled(): void {
    if (anchor.sticks && frame.seen !== newestSettled(snapshot?.items ?? [])) host.requestUpdate();
    loadMore();
  }

  function loadMore(): void {
    if (snapshot?.history === "more" && anchor.isNearStart) void loadHistory();
  }

  return {
    connected: anchor.restore,
    rendered() {
      const box = scroller();
      if (!box) return;
      anchor.attach(box);
      draw();
      // After those who watch the list have added theirs: what it comes to is laid out once.
      queueMicrotask(anchor.release);
      if (mayLoad) loadMore();
    },
    toEnd: anchor.toEnd,
    focus,
    render(next, nextContext, { heading, greeting }) {
      const { items, history } = next;
      const { strings } = nextContext;
      // Once more only where there is something new to see: a page that could not be had is asked for when the reader scrolls again.
      mayLoad = items !== snapshot?.items || (history !== snapshot.history && snapshot.history !== "loading");
      snapshot = next;
      context = nextContext;
      const isSeen = anchor.sticks && !document.hidden && scroller()?.checkVisibility();
      if (isSeen) frame.seen = newestSettled(items) ?? frame.seen;
      frame.unread = isSeen ? 0 : countUnseen(items, frame.seen, frame.first);
      return html`<div class="middle">
        ${history === "loading" ? html`<div class="loading" role="progressbar" aria-label=${strings.loading}></div>` : nothing}
        <div class="scroller" part="messages" tabindex="0" role="group" aria-label=${strings.messages}>
          <div class="content">
            ${items.length || history === "loading" ? nothing : emptyState(heading, greeting ?? strings.greeting)}
            <div class="list" role="list"></div>
            ${typists(next.typing, context)}
          </div>
        </div>
        ${
          frame.unread && !anchor.sticks
            ? html`<button type="button" class="jump" part="new-messages" @click=${jump}>${downIcon} <span .textContent=${strings.newMessages(frame.unread)}></span></button>`
            : nothing
        }
      </div>`;
    },
  };
}

function emptyState(heading: string | undefined, greeting: string): TemplateResult {
  return html`<slot name="empty">
    <div class="empty">
      ${heading ? html`<h2 class="heading" part="heading" .textContent=${heading}></h2>` : nothing}
      <p class="greeting" part="greeting" .textContent=${greeting}></p>
    </div>
  </slot>`;
}

/** Who is writing now. */
function typists(authors: readonly Author[], { strings, frame }: ViewContext): TemplateResult | typeof nothing {
  if (!authors.length) return nothing;
  void frame.load("message");
  const names = authors.map((author) => author.name ?? strings.someone);
  return html`<div class="typing bubble" part="typing">
    <span class="hidden" .textContent=${strings.typing(names)}></span><i></i><i></i><i></i>
  </div>`;
}
