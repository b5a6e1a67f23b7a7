import type { Snapshot } from "@ws-chat/client";
import type { Author } from "@ws-chat/protocol";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Controller, ControllerHost } from "../reactive-element.ts";
import { downIcon } from "./icons.ts";
import { MessageList } from "./message-list.ts";
import { ScrollAnchor } from "./scroll-anchor.ts";
import { countUnseen, newestSettled } from "./unseen.ts";
import type { ViewContext } from "./view-context.ts";

interface ConversationHost extends ControllerHost {
  readonly shadowRoot: ShadowRoot | null;
}

/** What scrolls, and the reader's place in it. */
export class Conversation implements Controller {
  readonly #host: ConversationHost;
  readonly #loadHistory: () => Promise<void>;
  readonly #anchor = new ScrollAnchor(() => this.#scrolled());
  #snapshot: Snapshot | undefined;
  #context: ViewContext | undefined;
  readonly #list = new MessageList();
  #mayLoad = false;
  /** Key of the newest item the reader had before them when they were last at the end. */
  #seen: string | undefined;

  constructor(host: ConversationHost, loadHistory: () => Promise<void>) {
    this.#host = host;
    this.#loadHistory = loadHistory;
    host.addController(this);
  }

  hostConnected(): void {
    this.#anchor.restore();
  }

  hostUpdated(): void {
    const scroller = this.#scroller;
    const list = scroller?.querySelector(".list");
    if (!scroller || !list || !this.#snapshot || !this.#context) return;
    this.#anchor.attach(scroller);
    this.#list.update(list, this.#snapshot.items, this.#context, () => this.#anchor.hold());
    this.#anchor.release();
    if (this.#mayLoad) this.#loadMore();
  }

  toEnd(): void {
    this.#anchor.toEnd();
  }

  focus(): void {
    this.#scroller?.focus({ preventScroll: true });
  }

  render(
    snapshot: Snapshot,
    context: ViewContext,
    empty: { readonly heading: string | undefined; readonly greeting: string | undefined },
  ): TemplateResult {
    const { items, history } = snapshot;
    const { strings } = context;
    // Once more only where there is something new to see: a page that could not be had is asked for when the reader scrolls again.
    const before = this.#snapshot;
    this.#mayLoad = items !== before?.items || (history !== before.history && before.history !== "loading");
    this.#snapshot = snapshot;
    this.#context = context;
    if (this.#anchor.sticks) this.#seen = newestSettled(items);
    const unseen = this.#anchor.sticks ? 0 : countUnseen(items, this.#seen);
    return html`<div class="middle">
      ${history === "loading" ? html`<div class="loading" role="progressbar" aria-label=${strings.loading}></div>` : nothing}
      <div class="scroller" part="messages" tabindex="0" role="group" aria-label=${strings.messages}>
        <div class="content">
          ${items.length || history === "loading" ? nothing : emptyState(empty.heading, empty.greeting ?? strings.greeting)}
          <div class="list" role="list"></div>
          ${typists(snapshot.typing, context)}
        </div>
      </div>
      ${
        unseen
          ? html`<button type="button" class="jump" part="new-messages" @click=${this.#jump}>${downIcon} ${strings.newMessages(unseen)}</button>`
          : nothing
      }
    </div>`;
  }

  get #scroller(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(".scroller");
  }

  readonly #jump = (): void => {
    this.focus();
    this.#anchor.toEnd();
    this.#host.requestUpdate();
  };

  #scrolled(): void {
    if (this.#anchor.sticks && this.#seen !== newestSettled(this.#snapshot?.items ?? [])) this.#host.requestUpdate();
    this.#loadMore();
  }

  #loadMore(): void {
    if (this.#snapshot?.history === "more" && this.#anchor.isNearStart) void this.#loadHistory();
  }
}

function emptyState(heading: string | undefined, greeting: string): TemplateResult {
  return html`<slot name="empty">
    <div class="empty">
      ${heading ? html`<h2 class="heading" part="heading">${heading}</h2>` : nothing}
      <p class="greeting" part="greeting">${greeting}</p>
    </div>
  </slot>`;
}

/** Who is writing now. */
function typists(authors: readonly Author[], { strings }: ViewContext): TemplateResult | typeof nothing {
  if (!authors.length) return nothing;
  const names = authors.map((author) => author.name ?? strings.someone);
  return html`<div class="typing bubble" part="typing">
    <span class="hidden">${strings.typing(names)}</span><i></i><i></i><i></i>
  </div>`;
}
