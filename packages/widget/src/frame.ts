import type { ChatClient, Item, ShownMessage, Snapshot } from "@ws-chat/client";
import type { lateModule } from "@ws-chat/client/late-module";
import type { ChatBox } from "./chat-box.ts";
import type { html } from "lit/html.js";
import type { Strings } from "./strings.ts";

/** What the element shares with the code that it loads. */
export interface Frame {
  /** The conversation, once it is here. */
  box?: ChatBox;
  /** What the conversation fills. */
  root: HTMLElement | ShadowRoot;
  readonly internals: ElementInternals;
  /** Adds style sheets to the element's; with none, puts those that it has on again. */
  dress(...texts: readonly string[]): void;
  /** Whether the conversation has to be there by now; a launcher says so. */
  isNeeded(): unknown;
  /** Key of the newest item the reader had before them when they were last at the end. */
  seen?: string | undefined;
  /** Id of the first message that somebody else wrote while the conversation was here. */
  first?: string;
  /** Messages of others that came after it. */
  unread: number;
  /** Those of the element's language, where it is not English. */
  words?: Strings | undefined;
  /** The language that the conversation is drawn in. */
  lang?: string | undefined;
  /** What the server has told of who is here and how far they have read. */
  people?: Snapshot["people"];
  /** Whether files may go with messages, as far as the element says. */
  upload?: boolean;
  /** Lit's, of which there is one: templates of two copies do not mix. */
  html?: typeof html;
  /** What draws more than text. */
  rich?: Rich;
  /** What each line of the conversation shows. */
  readonly items: WeakMap<Element, Item>;
  /** Loads what a part has no need of at first. */
  readonly fetch: typeof lateModule;
  /** Has a part come, if it is not there: `rich` for a message that has more than text, `message` for what others' have around them. */
  load(part: "rich" | "message"): Promise<unknown>;
  /** What is said of a message of `who`; `nothing` where there is nothing in it. */
  spoken?(message: ShownMessage, who: string, nothing: string): string;
  /** What the conversation talks with; `undefined` where there is no server to talk to. */
  client?(): ChatClient | undefined;
}

type MessageItem = Extract<Item, { type: "message" }>;

/** Draws more than text: what links, Markdown, attachments, quick replies and running replies have beside it. */
export interface Rich {
  body(item: MessageItem): unknown;
  below(item: MessageItem): unknown;
}
