import type { Item, ShownMessage } from "@ws-chat/client";
import type { Frame } from "../frame.ts";
import type { DrawMarkdown } from "./markdown.ts";
import type { RichStrings } from "./rich-strings.ts";

type MessageItem = Extract<Item, { type: "message" }>;

export interface MarkdownBodies {
  /** Where `item` is drawn: as it was typed, until the code for more is here. The same element for all that becomes of a message. */
  body(item: MessageItem, strings: RichStrings): Element;
  /** Lets go of messages that are no longer shown. */
  tidy(): void;
}

interface Body {
  readonly element: HTMLElement;
  readonly text: string;
  readonly strings: RichStrings;
  readonly isRunning: boolean;
}

const againMs = 5_000;

/** Whether `message` is written in Markdown: where the element says that all are, or the server says that its own one is. */
export function isMarkdown({ format, from }: ShownMessage, all: boolean): boolean {
  return all || (format === "markdown" && from.role !== "visitor" && from.role !== "user");
}

export function createMarkdownBodies(frame: Frame): MarkdownBodies {
  const bodies = new Map<string, Body>();
  let draw: DrawMarkdown | undefined;
  let isLoading = false;

  function load(): void {
    if (isLoading) return;
    isLoading = true;
    import("./markdown.ts").then(
      ({ create }) => {
        draw = create(frame);
        holding(frame.root.querySelector(".scroller"), () => bodies.forEach(show));
      },
      () =>
        setTimeout(() => {
          isLoading = false;
          if (bodies.size) load();
        }, againMs),
    );
  }

  function show({ element, text, strings, isRunning }: Body): void {
    try {
      if (!draw) throw new Error("not here yet");
      draw(element, text, strings, isRunning);
      element.className = "markdown drawn";
    } catch {
      // Before the code is here, or beyond it.
      element.className = "markdown";
      element.textContent = text;
    }
  }

  return {
    body({ key, message: { text }, streaming }, strings) {
      const element = bodies.get(key)?.element ?? document.createElement("div");
      const body: Body = { element, text, strings, isRunning: streaming };
      bodies.set(key, body);
      show(body);
      if (!draw) load();
      return element;
    },
    tidy() {
      for (const [key, { element }] of bodies) if (!element.isConnected) bodies.delete(key);
    },
  };
}

/** Changes what lies in `scroller`, while what the reader has at the top stays there. At the end they follow the end anyway. */
function holding(scroller: Element | null, change: () => void): void {
  const top = scroller?.getBoundingClientRect().top ?? 0;
  const line = [...(scroller?.querySelectorAll("[role=listitem]") ?? [])].find(
    (each) => each.getBoundingClientRect().bottom > top,
  );
  const before = line?.getBoundingClientRect().top ?? 0;
  change();
  const shift = (line?.getBoundingClientRect().top ?? 0) - before;
  if (shift) scroller?.scrollBy(0, shift);
}
