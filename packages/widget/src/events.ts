import type { ChatError, ShownMessage, Status } from "@ws-chat/client";
import type { Attachment } from "@ws-chat/protocol";

export class WsChatEvent extends Event {
  constructor(type: string, options?: EventInit) {
    super(`ws-chat-${type}`, { bubbles: true, composed: true, ...options });
  }
}

/** The visitor is about to send `text`. Cancel it, and the text stays in the field, unsent, and its files with it. */
export class WsChatSendEvent extends WsChatEvent {
  declare readonly text: string;
  /** The files that go with it. */
  declare readonly attachments?: readonly Attachment[];

  constructor(text: string) {
    super("send", { cancelable: true });
    this.text = text;
  }
}

/** A message new to the conversation, once: at its arrival, at its end where it was streamed, when stored where it is one's own. Not for history. */
export class WsChatMessageEvent extends WsChatEvent {
  declare readonly message: ShownMessage;
  declare readonly own: boolean;

  constructor(message: ShownMessage, own: boolean) {
    super("message");
    this.message = message;
    this.own = own;
  }
}

/** The link changed. */
export class WsChatStatusEvent extends WsChatEvent {
  declare readonly status: Status;

  constructor(status: Status) {
    super("status");
    this.status = status;
  }
}

/** Something was refused or failed; `error.code` is documented. */
export class WsChatErrorEvent extends WsChatEvent {
  declare readonly error: ChatError;

  constructor(error: ChatError) {
    super("error");
    this.error = error;
  }
}

/** Another number of messages waits to be read: `count`. */
export class WsChatUnreadEvent extends WsChatEvent {
  declare readonly count: number;

  constructor(count: number) {
    super("unread");
    this.count = count;
  }
}
