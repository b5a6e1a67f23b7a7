import type { AuthorsStrings } from "./parts/authors-strings.ts";
import type { CopyButtonsStrings } from "./parts/copy-buttons-strings.ts";
import type { LauncherStrings } from "./parts/launcher-strings.ts";
import type { PeopleStrings } from "./parts/people-strings.ts";
import type { RichStrings } from "./parts/rich-strings.ts";
import type { UploadStrings } from "./parts/upload-strings.ts";

/** Every word the element says. Those with a number or a name in them are functions, so that a language can bend them. */
export interface Strings
  extends AuthorsStrings,
    BoxStrings,
    CopyButtonsStrings,
    LauncherStrings,
    PeopleStrings,
    RichStrings,
    UploadStrings {}

/** What the conversation says; each part has its own words with it. */
export interface BoxStrings {
  /** Name of the whole element where no heading names it. */
  readonly chat: string;
  /** Name of the conversation, to assistive technology. */
  readonly messages: string;
  readonly placeholder: string;
  readonly greeting: string;
  /** The reader, as an author. */
  readonly you: string;
  /** An author without a name. */
  readonly someone: string;
  readonly send: string;
  readonly queued: string;
  readonly sending: string;
  readonly sent: string;
  readonly notSent: string;
  readonly retry: string;
  readonly discard: string;
  readonly newMessages: (count: number) => string;
  readonly typing: (names: readonly string[]) => string;
  readonly noReply: string;
  readonly interrupted: string;
  readonly cut: string;
  readonly gap: string;
  readonly loading: string;
  readonly offline: string;
  /** What will become of `count` unsent messages, at least one. */
  readonly waiting: (count: number) => string;
  readonly notKept: string;
  readonly nextTry: (seconds: number) => string;
  readonly trying: string;
  readonly tryNow: string;
  readonly online: string;
  readonly stopped: (reason: string) => string;
  /** The text is `excess` characters longer than the server takes. */
  readonly tooLong: (excess: number) => string;
}

/** The default. */
export const english: BoxStrings = {
  chat: "Chat",
  messages: "Messages",
  placeholder: "Message",
  greeting: "Write a message to start the conversation.",
  you: "You",
  someone: "Reply",
  send: "Send",
  queued: "Waiting",
  sending: "Sending",
  sent: "Sent",
  notSent: "Not sent",
  retry: "Retry",
  discard: "Discard",
  newMessages: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  typing: (names) => `${names.join(", ")} ${names.length === 1 ? "is" : "are"} typing`,
  noReply: "No reply came.",
  interrupted: "Interrupted",
  cut: "Shortened",
  gap: "Some messages are no longer available",
  loading: "Loading earlier messages",
  offline: "Offline.",
  waiting: (count) =>
    count === 1 ? "1 message will be sent when you are back." : `${count} messages will be sent when you are back.`,
  notKept: "Keep this page open until then.",
  nextTry: (seconds) => `Next try in ${seconds} s`,
  trying: "Trying …",
  tryNow: "Try now",
  online: "Back online.",
  stopped: (reason) => `Disconnected: \u2068${reason.replace(/\.$/, "")}\u2069.`,
  tooLong: (excess) => (excess === 1 ? "1 character too long." : `${excess.toLocaleString()} characters too long.`),
};
