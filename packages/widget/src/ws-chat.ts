import type { ChatClient, ClientOptions, Draft, ShownMessage, Snapshot, Status } from "@ws-chat/client";
import type {
  WsChatErrorEvent,
  WsChatMessageEvent,
  WsChatSendEvent,
  WsChatStatusEvent,
  WsChatUnreadEvent,
} from "./events.ts";
import type { WsChatHideEvent, WsChatShowEvent } from "./parts/launcher-events.ts";
import { createParts } from "./parts.ts";
import { ReactiveElement } from "./reactive-element.ts";
import type { Strings } from "./strings.ts";
import type { RenderMessage } from "./view/view-context.ts";

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
 * @slot launcher - Replaces the picture on the launcher's button.
 * @fires {WsChatSendEvent} ws-chat-send - The visitor sends; cancel it to keep the text in the field.
 * @fires {WsChatMessageEvent} ws-chat-message - A message is new, or one's own is stored.
 * @fires {WsChatStatusEvent} ws-chat-status - The link changed.
 * @fires {WsChatUnreadEvent} ws-chat-unread - Another number of messages waits to be read.
 * @fires {WsChatShowEvent} ws-chat-show - A launcher's panel opens; cancel it to keep it closed.
 * @fires {WsChatHideEvent} ws-chat-hide - It closes; cancel it to keep it open.
 * @fires {WsChatErrorEvent} ws-chat-error - Something was refused or failed.
 * @csspart header - The heading's line; also `peopled` where the line of who is there belongs to it.
 * @csspart heading - The heading, in the header or in the middle of an empty conversation.
 * @csspart greeting - The text below it.
 * @csspart people - Who is there, above the messages.
 * @csspart messages - What scrolls.
 * @csspart day - The line between two days.
 * @csspart gap - The line where the log has a gap.
 * @csspart name - An author's name, above a group.
 * @csspart role - What the author is, beside the name.
 * @csspart avatar - The author's picture or initials, beside a group.
 * @csspart message - One message; also `own`, `emoji`, `streaming`, `no-reply`, `system` where it is.
 * @csspart bubble - Its text.
 * @csspart link - A link in it.
 * @csspart code - A block of code in it.
 * @csspart table - What a table in it scrolls in.
 * @csspart attachment - A file of a message, by its name.
 * @csspart file-name - That name.
 * @csspart size - How large it is.
 * @csspart image - A picture of a message.
 * @csspart audio - What plays a sound of a message.
 * @csspart video - What plays a film.
 * @csspart foot - Time and state below a group.
 * @csspart state - The state alone: a clock, a tick; also `read` where others have read it.
 * @csspart trouble - What went wrong with a message, or with the text in the field.
 * @csspart action - Retry, Discard, Try now, Copy; also `stop`, which ends a reply, and `copy`.
 * @csspart quick-replies - The buttons below a message.
 * @csspart quick-reply - One of them.
 * @csspart typing - The three dots.
 * @csspart new-messages - The button that leads to the end.
 * @csspart status - The line that says the link is down.
 * @csspart composer - The form.
 * @csspart box - Field and button.
 * @csspart field - The field.
 * @csspart send - The button.
 * @csspart attach - The button that picks files.
 * @csspart tray - Above the field: the files that go with the message.
 * @csspart upload - One of them; also `failed`.
 * @csspart progress - How far it is.
 * @csspart drop - What says that files may be dropped.
 * @csspart launcher - The launcher's button.
 * @csspart badge - The number on it.
 * @csspart panel - What it opens.
 * @csspart close - The button that closes it.
 * @cssprop [--ws-chat-offset-block=16px] - How far the launcher is from the bottom.
 * @cssprop [--ws-chat-offset-inline=16px] - How far it is from the side.
 * @cssprop [--ws-chat-z-index=1000] - What the launcher lies above.
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
    url: "url",
    room: "room",
    protocol: "protocol",
    userName: "user-name",
    heading: "heading",
    placeholder: "placeholder",
    greeting: "greeting",
    disabled: "?disabled",
    launcher: "?launcher",
    open: "?open",
    placement: "placement",
    loading: "loading",
    titleCount: "?title-count",
    markdown: "?markdown",
    uploads: "?uploads",
    accept: "accept",
    getToken: "",
    client: "",
    metadata: "",
    strings: "",
    renderMessage: "",
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
  /** A button in the corner of the window that opens the conversation, in place of the conversation itself. */
  declare launcher: boolean;
  /** Whether a launcher's panel is open. */
  declare open: boolean;
  /** The launcher's corner: at the `end` of the line, or at its `start`. */
  declare placement: string | undefined;
  /**
   * `eager` connects a closed launcher at once; by default it does when it is opened, or where the visitor has written before. `lazy` has a chat in
   * the page wait until it comes near the window, or is used; by default it connects at once.
   */
  declare loading: string | undefined;
  /** Tells how many messages wait to be read in the page's title. */
  declare titleCount: boolean;
  /** Draws all messages as Markdown. Without it those that the server marks so are, and the visitors' are shown as they were typed. */
  declare markdown: boolean;
  /** Takes files with messages, where the server does. */
  declare uploads: boolean;
  /** Which files: media types and endings, as `<input type=file>` has them. */
  declare accept: string | undefined;
  /** Called for the token that names a signed-in user. */
  declare getToken: ClientOptions["getToken"];
  /** A client of the page's own, shown instead of one made from `url`. The page opens and ends it. */
  declare client: ChatClient | undefined;
  /** Facts about the visitor or page that the server's handler gets. Read when the client is made. */
  declare metadata: ClientOptions["metadata"];
  /** Words that replace those of its language. */
  declare strings: Partial<Strings> | undefined;
  /** Draws a message's body; what it returns lies in the bubble. A string is shown as text. */
  declare renderMessage: RenderMessage | undefined;

  readonly #parts = createParts(this, this.attachShadow({ mode: "open" }), this.attachInternals());

  /** The conversation as it is shown, oldest first. */
  get messages(): readonly ShownMessage[] {
    return this.#snapshot?.items.flatMap((item) => (item.type === "message" ? item.message : [])) ?? [];
  }

  /** The link. */
  get status(): Status {
    return this.#snapshot?.status ?? { state: "idle" };
  }

  /** What carries the link, once it is up. */
  get transport(): Snapshot["transport"] {
    return this.#snapshot?.transport;
  }

  /** Messages of others that the visitor has not had before their eyes. */
  get unread(): number {
    return this.#parts.frame.unread;
  }

  /** Shows a message of the visitor's at once and resolves when the server has stored it; rejects when it is refused or discarded. */
  async send(draft: Draft): Promise<ShownMessage> {
    return this.#parts.do((box) => box.send(draft));
  }

  /** Opens the link, or tries at once. Not needed at first: an element in the document opens its own. */
  connect(): void {
    void this.#parts.do((box) => box.connect());
  }

  /** Ends the link until `connect()`, or until somebody writes; what is not sent yet waits. */
  disconnect(): void {
    void this.#parts.do((box) => box.disconnect());
  }

  /** Ends the link and forgets this device: the visitor's secret, unsent messages, the conversation shown; in other tabs, too. The next message begins anew. */
  reset(): void {
    void this.#parts.do((box) => box.reset());
  }

  /** Opens a launcher's panel. */
  show(): void {
    this.open = true;
  }

  /** Closes it. */
  hide(): void {
    this.open = false;
  }

  /** Opens or closes it. */
  toggle(): void {
    this.open = !this.open;
  }

  /** Puts the cursor into the field. */
  override focus(options?: FocusOptions): void {
    // Code that cannot be had now is asked for again, and has no field until then.
    Promise.resolve(this.#parts.do((box) => box.focus(options))).catch(() => {});
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#parts.tell("connected");
  }

  disconnectedCallback(): void {
    this.#parts.tell("disconnected");
  }

  adoptedCallback(): void {
    this.#parts.frame.dress();
  }

  get #snapshot(): Snapshot | undefined {
    return this.#parts.frame.client?.()?.getSnapshot();
  }

  protected override update(): unknown {
    return this.#parts.update();
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
    "ws-chat-unread": WsChatUnreadEvent;
    "ws-chat-show": WsChatShowEvent;
    "ws-chat-hide": WsChatHideEvent;
  }
}
