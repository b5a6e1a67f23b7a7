import type { ShownMessage } from "@ws-chat/client";
import type { Frame } from "../frame.ts";
import { langOf, supported } from "../locale.ts";
import { type BoxStrings, english, type Strings } from "../strings.ts";
import { dayOf } from "./chunks.ts";

/** Draws a message's body in the page's own way; `undefined` leaves it to the element. */
export type RenderMessage = (message: ShownMessage) => Node | string | undefined;

/** All that lines of the conversation need beside their own item. A new object renders every line anew. */
export interface ViewContext {
  /** The words that the page brought. */
  readonly given: Partial<Strings> | undefined;
  /** Those of its language. */
  readonly words: Strings | undefined;
  /** The page's, its language's, and English ones for the rest. */
  readonly strings: BoxStrings;
  readonly renderMessage: RenderMessage | undefined;
  /** Whether all messages are written in Markdown. */
  readonly markdown: boolean;
  /** The start of this day: what "Today" means. */
  readonly today: number;
  /** "14:05" */
  readonly time: (ts: number) => string;
  /** Date and time in full. */
  readonly date: (ts: number) => string;
  /** "yesterday", "Monday 3 March 2025" */
  readonly day: (ts: number) => string;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
  readonly frame: Frame;
}

/** What a context follows from besides the day: the element's own properties. */
interface ContextHost extends Element {
  readonly strings: Partial<Strings> | undefined;
  readonly renderMessage: RenderMessage | undefined;
  readonly markdown: boolean;
}

export function createViewContext(
  host: ContextHost,
  actions: Pick<ViewContext, "retry" | "discard" | "frame">,
): ViewContext {
  const { strings: given, renderMessage, markdown } = host;
  const { words } = actions.frame;
  const said = (actions.frame.lang = langOf(host));
  const today = dayOf(Date.now());
  // Made with the first message: what is first of `Intl` in a page costs Chromium 11 ms.
  const format = (options: Intl.DateTimeFormatOptions) => {
    let formatter: Intl.DateTimeFormat | undefined;
    return (ts: number) => (formatter ??= new Intl.DateTimeFormat(supported(said), options)).format(ts);
  };
  const full = format({ dateStyle: "full" });
  return {
    ...actions,
    given,
    words,
    strings: { ...english, ...words, ...given },
    renderMessage,
    markdown,
    today,
    time: format({ timeStyle: "short" }),
    date: format({ dateStyle: "medium", timeStyle: "short" }),
    day: (ts) => {
      // A day of 23 or 25 hours still rounds to one.
      const days = Math.round((dayOf(ts) - today) / 86_400_000);
      return days === 0 || days === -1
        ? new Intl.RelativeTimeFormat(supported(said), { numeric: "auto" }).format(days, "day")
        : full(ts);
    },
  };
}

/** Whether what `context` follows from still holds. */
export function isCurrent(
  { frame, given, words, renderMessage, markdown, today }: ViewContext,
  host: ContextHost,
): boolean {
  return (
    given === host.strings &&
    words === frame.words &&
    renderMessage === host.renderMessage &&
    markdown === host.markdown &&
    frame.lang === langOf(host) &&
    today === dayOf(Date.now())
  );
}
