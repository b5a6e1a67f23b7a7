import { html, type TemplateResult } from "lit/html.js";
import {
  type ChatClient,
  ChatError,
  type ClientOptions,
  type Draft,
  type ShownMessage,
  type Snapshot,
  type Status,
} from "@ws-chat/client";
import { createChatController } from "./chat-controller.ts";
import { WsChatErrorEvent, WsChatMessageEvent, WsChatSendEvent, WsChatStatusEvent } from "./events.ts";
import { ReactiveElement } from "./reactive-element.ts";
import type { Strings } from "./strings.ts";
import { adoptStyles } from "./styles.ts";
import { createAnnouncer } from "./view/announcer.ts";
import { createComposer } from "./view/composer.ts";
import { createConversation } from "./view/conversation.ts";
import { showStates } from "./view/custom-states.ts";
import { header } from "./view/header.ts";
import { statusLine, statusText } from "./view/status-line.ts";
import { createViewContext, isCurrent, type RenderMessage, type ViewContext } from "./view/view-context.ts";

/**
 * A chat box that talks to your own server.
 *
 * @slot - Shown without JavaScript, and until there is a `url` or a `client`.
 * @slot header - Replaces the heading's line.
 * @slot header-actions - Beside the heading.
 * @slot empty - Replaces heading and greeting while there are no messages.
 * @slot composer-start - Before the field.
 * @slot composer-end - After the field.
 * @slot footer - Below everything.
 * @fires {WsChatSendEvent} ws-chat-send - The visitor sends; cancel it to keep the text in the field.
 * @fires {WsChatMessageEvent} ws-chat-message - A message is new, or one's own is stored.
 * @fires {WsChatStatusEvent} ws-chat-status - The link changed.
 * @fires {WsChatErrorEvent} ws-chat-error - Something was refused or failed.
 * @csspart header - The heading's line.
 * @csspart heading - The heading, in the header or in the middle of an empty conversation.
 * @csspart greeting - The text below it.
 * @csspart messages - What scrolls.
 * @csspart day - The line between two days.
 * @csspart gap - The line where the log has a gap.
 * @csspart name - An author's name, above a group.
 * @csspart message - One message; also `own`, `emoji`, `streaming`, `no-reply` where it is.
 * @csspart bubble - Its text.
 * @csspart link - A link in it.
 * @csspart foot - Time and state below a group.
 * @csspart state - The state alone: a clock, a tick.
 * @csspart trouble - What went wrong with a message, or with the text in the field.
 * @csspart action - Retry, Discard, Try now.
 * @csspart typing - The three dots.
 * @csspart new-messages - The button that leads to the end.
 * @csspart status - The line that says the link is down.
 * @csspart composer - The form.
 * @csspart box - Field and button.
 * @csspart field - The field.
 * @csspart send - The button.
 * @cssprop [--ws-chat-accent] - The one colour.
 * @cssprop [--ws-chat-ground] - What everything lies on; by default the page itself.
 * @cssprop [--ws-chat-text] - What is written on it; by default the page's text colour. Everything but the accent is made from it.
 * @cssprop [--ws-chat-danger] - What went wrong.
 * @cssprop [--ws-chat-font-size=0.9375rem] - Size of a message's text; everything else is in proportion.
 * @cssprop [--ws-chat-radius] - Of the outer corners.
 * @cssprop [--ws-chat-column=52rem] - How wide a line of the conversation becomes at most.
 * @cssstate connecting - The link is not up, and it is too early to speak of it.
 * @cssstate online - The link is up.
 * @cssstate offline - The link has been down for more than a moment.
 * @cssstate stopped - The server refused, and only the visitor can try again.
 * @cssstate streaming - A reply is being written.
 * @cssstate empty - There are no messages.
 */
export class WsChat extends ReactiveElement {
  static override readonly properties = {
    url: String,
    room: String,
    protocol: String,
    userName: "user-name",
    heading: String,
    placeholder: String,
    greeting: String,
    disabled: Boolean,
    getToken: false,
    client: false,
    metadata: false,
    strings: false,
    renderMessage: false,
  } as const;

  /** Where the server is: relative to the page, `http:`, `https:`, `ws:` or `wss:`. */
  declare url: string | undefined;
  /** Name of the room; without one each visitor has a private room. */
  declare room: string | undefined;
  /** `text` for a server that knows nothing of ws-chat. */
  declare protocol: string | undefined;
  /** The visitor's name, as others see it. */
  declare userName: string | undefined;
  declare heading: string | undefined;
  declare placeholder: string | undefined;
  /** What an empty conversation says below its heading. */
  declare greeting: string | undefined;
  /** Takes no messages. */
  declare disabled: boolean;
  /** Called for the token that names a signed-in user. */
  declare getToken: ClientOptions["getToken"];
  /** A client of the page's own, shown instead of one made from `url`. The page opens and ends it. */
  declare client: ChatClient | undefined;
  /** Facts about the visitor or page that the server's handler gets. Read when the client is made. */
  declare metadata: ClientOptions["metadata"];
  /** Words that replace the English ones. */
  declare strings: Partial<Strings> | undefined;
  /** Draws a message's body; what it returns lies in the bubble. A string is shown as text. */
  declare renderMessage: RenderMessage | undefined;

  readonly #internals = this.attachInternals();
  readonly #announcer = createAnnouncer(() => this.shadowRoot?.querySelector(".announcer"));
  readonly #composer = createComposer(this, {
    submit: (text) => this.#submit(text),
    announce: (text) => this.#announcer.say(text),
  });
  readonly #chat = createChatController(this, {
    message: ({ message, own }) => {
      const { someone, noReply } = this.#context.strings;
      if (!own) this.#announcer.say(`${message.from.name ?? someone}: ${message.text || noReply}`);
      this.dispatchEvent(new WsChatMessageEvent(message, own));
    },
    status: (status) => this.dispatchEvent(new WsChatStatusEvent(status)),
    error: (error) => this.dispatchEvent(new WsChatErrorEvent(error)),
  });
  readonly #conversation = createConversation(this, () => this.#client.loadHistory());
  #context: ViewContext = this.#createContext();

  /** The conversation as it is shown, oldest first. */
  get messages(): readonly ShownMessage[] {
    return this.#latest?.items.flatMap((item) => (item.type === "message" ? item.message : [])) ?? [];
  }

  /** The link. */
  get status(): Status {
    return this.#latest?.status ?? { state: "idle" };
  }

  /** What carries the link, once it is up. */
  get transport(): Snapshot["transport"] {
    return this.#latest?.transport;
  }

  /** Shows a message of the visitor's at once and resolves when the server has stored it; rejects when it is refused or discarded. */
  async send(draft: Draft): Promise<ShownMessage> {
    this.#conversation.toEnd();
    return this.#client.send(draft);
  }

  /** Opens the link, or tries at once. Not needed at first: an element in the document opens its own. */
  connect(): void {
    this.#client.connect();
  }

  /** Ends the link until `connect()`; what is written meanwhile waits. */
  disconnect(): void {
    this.#client.disconnect();
  }

  /** Ends the link and forgets this device: the visitor's secret, unsent messages, the conversation shown. The next message begins anew. */
  reset(): void {
    this.#client.reset();
  }

  /** Puts the cursor into the field. */
  override focus(options?: FocusOptions): void {
    this.#composer.focus(options);
  }

  adoptedCallback(): void {
    if (this.shadowRoot) adoptStyles(this.shadowRoot);
  }

  protected override prepare(root: ShadowRoot): void {
    adoptStyles(root);
  }

  protected override update(): void {
    if (!isCurrent(this.#context, this)) this.#context = this.#createContext();
  }

  protected override updated(): void {
    const { shown } = this.#chat;
    if (!shown) return;
    const { snapshot, phase } = shown;
    this.#announcer.follow(phase, statusText(snapshot, phase, this.#context.strings), this.#context.strings);
    showStates(this.#internals, snapshot, phase);
  }

  protected override render(): TemplateResult {
    const { shown } = this.#chat;
    if (!shown) return html`<slot></slot>`;
    const { snapshot, phase, now } = shown;
    const { heading, greeting } = this;
    const { strings } = this.#context;
    const text = statusText(snapshot, phase, strings);
    return html`<section class="root" aria-label=${heading || strings.chat}>
      ${header(this, snapshot)} ${this.#conversation.render(snapshot, this.#context, { heading, greeting })}
      ${statusLine(snapshot, { text, now, strings, connect: () => this.#act(() => this.connect()) })}
      ${this.#composer.render({
        placeholder: this.placeholder ?? strings.placeholder,
        disabled: this.disabled,
        textBytes: snapshot.textBytes,
        strings,
      })}
      <slot name="footer"></slot>
      ${this.#announcer.render()}
    </section>`;
  }

  get #client(): ChatClient {
    const { client } = this.#chat;
    if (!client) throw new TypeError("<ws-chat> has no server to talk to: set its `url` first");
    return client;
  }

  get #latest(): Snapshot | undefined {
    return this.#chat.client?.getSnapshot();
  }

  #submit(text: string): boolean {
    if (!this.dispatchEvent(new WsChatSendEvent(text))) return false;
    // What becomes of it is told below the message; here it only has to be heard.
    this.send(text).catch((error: unknown) => {
      if (!(error instanceof ChatError) || error.code === "discarded") return;
      this.#announcer.say(`${this.#context.strings.notSent}. ${error.message}`);
    });
    return true;
  }

  #createContext(): ViewContext {
    return createViewContext(this, {
      retry: (id) => this.#act(() => this.#client.retry(id)),
      discard: (id) => this.#act(() => this.#client.discard(id)),
    });
  }

  /** A button that goes away with its use leaves the keyboard where the conversation is. */
  #act(action: () => void): void {
    this.#conversation.focus();
    action();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ws-chat": WsChat;
  }
  interface GlobalEventHandlersEventMap {
    "ws-chat-send": WsChatSendEvent;
    "ws-chat-message": WsChatMessageEvent;
    "ws-chat-status": WsChatStatusEvent;
    "ws-chat-error": WsChatErrorEvent;
  }
}
