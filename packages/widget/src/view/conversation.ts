import type { Snapshot } from "@ws-chat/client";
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { arrange, type Chunk } from "./chunks.ts";
import { downIcon } from "./icons.ts";
import { messageList, typists } from "./message-list.ts";
import { ScrollAnchor } from "./scroll-anchor.ts";
import { countUnseen, newestSettled } from "./unseen.ts";
import type { ViewContext } from "./view-context.ts";

interface ConversationHost extends ReactiveControllerHost {
  readonly shadowRoot: ShadowRoot | null;
}

/** What scrolls, and the reader's place in it. */
export class Conversation implements ReactiveController {
  readonly #host: ConversationHost;
  readonly #loadHistory: () => Promise<void>;
  readonly #anchor = new ScrollAnchor(() => this.#scrolled());
  #snapshot: Snapshot | undefined;
  #context: ViewContext | undefined;
  #chunks: readonly Chunk[] = [];
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
    if (this.#scroller) this.#anchor.attach(this.#scroller);
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
    const { strings, today } = context;
    // Once more only where there is something new to see: a page that could not be had is asked for when the reader scrolls again.
    const before = this.#snapshot;
    this.#mayLoad = items !== before?.items || (history !== before.history && before.history !== "loading");
    const chunks = arrange(items, context === this.#context ? this.#chunks : [], today);
    if (chunks[0]?.key !== this.#chunks[0]?.key) this.#anchor.hold();
    this.#snapshot = snapshot;
    this.#context = context;
    this.#chunks = chunks;
    if (this.#anchor.sticks) this.#seen = newestSettled(items);
    const unseen = countUnseen(items, this.#seen);
    return html`<div class="middle">
      ${history === "loading" ? html`<div class="loading" role="progressbar" aria-label=${strings.loading}></div>` : nothing}
      <div class="scroller" part="messages" tabindex="0" role="group" aria-label=${strings.messages}>
        <div class="content">
          ${items.length || history === "loading" ? nothing : emptyState(empty.heading, empty.greeting ?? strings.greeting)}
          ${messageList(chunks, context)} ${typists(snapshot.typing, context)}
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
