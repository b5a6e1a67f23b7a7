import type { ChatError, ShownMessage, Status } from "@ws-chat/client";

/** The visitor is about to send `text`. Cancel it, and the text stays in the field, unsent. */
export class WsChatSendEvent extends Event {
  readonly text: string;

  constructor(text: string) {
    super("ws-chat-send", { bubbles: true, cancelable: true, composed: true });
    this.text = text;
  }
}

/** A message new to the conversation, once: at its arrival, at its end where it was streamed, when stored where it is one's own. Not for history. */
export class WsChatMessageEvent extends Event {
  readonly message: ShownMessage;
  readonly own: boolean;

  constructor(message: ShownMessage, own: boolean) {
    super("ws-chat-message", { bubbles: true, composed: true });
    this.message = message;
    this.own = own;
  }
}

/** The link changed. */
export class WsChatStatusEvent extends Event {
  readonly status: Status;

  constructor(status: Status) {
    super("ws-chat-status", { bubbles: true, composed: true });
    this.status = status;
  }
}

/** Something was refused or failed; `error.code` is documented. */
export class WsChatErrorEvent extends Event {
  readonly error: ChatError;

  constructor(error: ChatError) {
    super("ws-chat-error", { bubbles: true, composed: true });
    this.error = error;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "ws-chat-send": WsChatSendEvent;
    "ws-chat-message": WsChatMessageEvent;
    "ws-chat-status": WsChatStatusEvent;
    "ws-chat-error": WsChatErrorEvent;
  }
}
