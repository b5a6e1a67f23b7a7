import { html, render, type TemplateResult } from "lit/html.js";
import { type ChatClient, ChatError, type Draft, type ShownMessage } from "@ws-chat/client";
import { createChatController, type Shown } from "./chat-controller.ts";
import {
  WsChatErrorEvent,
  WsChatMessageEvent,
  WsChatSendEvent,
  WsChatStatusEvent,
  WsChatUnreadEvent,
} from "./events.ts";
import type { Frame } from "./frame.ts";
import type { Part } from "./parts/part.ts";
import { boxStyles } from "./styles/box.ts";
import { createAnnouncer } from "./view/announcer.ts";
import { createComposer } from "./view/composer.ts";
import { createConversation } from "./view/conversation.ts";
import { showStates } from "./view/custom-states.ts";
import { header } from "./view/header.ts";
import { statusLine, statusText } from "./view/status-line.ts";
import { createViewContext, isCurrent, type ViewContext } from "./view/view-context.ts";
import type { WsChat } from "./ws-chat.ts";

/** What an open `<ws-chat>` consists of: a client, and the conversation made visible. The element loads it when it needs it. */
export interface ChatBox extends Part {
  send(draft: Draft): Promise<ShownMessage>;
  /** Sends what the visitor has written or chosen, unless the page keeps it back. */
  submit(text: string): boolean;
  connect(): void;
  disconnect(): void;
  reset(): void;
  focus(options?: FocusOptions): void;
}

export function create(host: WsChat, frame: Frame): ChatBox {
  const { root, internals, dress } = frame;
  const announcer = createAnnouncer(root, () => chat.soon());
  const composer = createComposer(host, { submit, announce: announcer.say, typing: (on) => chat.client?.typing(on) });
  const chat = createChatController(host, {
    message({ message, own }) {
      const { someone, noReply } = context.strings;
      const who = message.from.name ?? someone;
      const say = () => announcer.say(frame.spoken?.(message, who, noReply) ?? `${who}: ${message.text}`);
      // What is seen of it is said, and takes code to tell from what was written.
      if (!own) {
        frame.first ||= message.id;
        frame.load("message").then(say, say);
      }
      host.dispatchEvent(new WsChatMessageEvent(message, own));
    },
    status: (status) => host.dispatchEvent(new WsChatStatusEvent(status)),
    error: (error) => host.dispatchEvent(new WsChatErrorEvent(error)),
  });
  const conversation = createConversation(host, frame, () => client().loadHistory());
  let context = createContext();
  let talking: ChatClient | undefined;
  frame.html = html;
  frame.client = () => chat.client;
  root.replaceChildren();
  dress(boxStyles);

  function client(): ChatClient {
    if (!chat.client) throw new TypeError("<ws-chat> has no server to talk to: set its `url` first");
    return chat.client;
  }

  const connect = (): void => client().connect();

  async function send(draft: Draft): Promise<ShownMessage> {
    conversation.toEnd();
    return client().send(draft);
  }

  function submit(text: string): boolean {
    if (!host.dispatchEvent(new WsChatSendEvent(text))) return false;
    // What becomes of it is told below the message; here it only has to be heard.
    send(text).catch((error: unknown) => {
      if (!(error instanceof ChatError) || error.code === "discarded") return;
      announcer.say(`${context.strings.notSent}. ${error.message}`);
    });
    return true;
  }

  function createContext(): ViewContext {
    return createViewContext(host, {
      retry: (id) => client().retry(id),
      discard: (id) => client().discard(id),
      frame,
    });
  }

  function view({ snapshot, now }: Shown, text: string): TemplateResult {
    const { heading, greeting, placeholder, disabled } = host;
    const { strings } = context;
    return html`<section class="root" aria-label=${heading || strings.chat}>
      ${header(host, snapshot)} ${conversation.render(snapshot, context, { heading, greeting })}
      ${statusLine(snapshot, { text, now, strings, connect })}
      ${composer.render({
        placeholder: placeholder ?? strings.placeholder,
        disabled,
        textBytes: snapshot.textBytes,
        strings,
      })}
      <slot name="footer"></slot>
      <div id="announcer" class="hidden" role="log" aria-live="polite"></div>
    </section>`;
  }

  return {
    send,
    submit,
    connect,
    disconnect: () => chat.client?.disconnect(),
    reset() {
      client().reset();
      composer.clear();
    },
    focus: composer.focus,
    connected() {
      chat.connected();
      conversation.connected();
    },
    disconnected: chat.disconnected,
    update() {
      const shown = chat.update();
      if (!isCurrent(context, host)) context = createContext();
      if (!shown) return void render(html`<slot></slot>`, root);
      if (chat.client !== talking) {
        // Where the reader was in another conversation, and what is news there, says nothing of this one.
        if (talking) frame.seen = frame.first = "";
        talking = chat.client;
        conversation.toEnd();
      }
      const { snapshot, phase } = shown;
      const text = statusText(snapshot, phase, context.strings);
      const { unread } = frame;
      frame.people = snapshot.people;
      frame.upload = host.uploads;
      const used = host.shadowRoot?.activeElement;
      render(view(shown, text), root);
      conversation.rendered();
      composer.rendered();
      announcer.follow(phase, text, context.strings);
      announcer.write();
      showStates(internals, snapshot, phase);
      // A button that goes, used or not, leaves the keyboard where the conversation is.
      if (used?.matches("button") && !used.checkVisibility()) conversation.focus();
      if (frame.unread === unread) return;
      host.dispatchEvent(new WsChatUnreadEvent(frame.unread));
      // Others show the number, too.
      host.requestUpdate();
    },
  };
}
