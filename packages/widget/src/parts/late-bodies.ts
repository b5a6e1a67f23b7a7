import type { Item } from "@ws-chat/client";
import { againMs } from "../again-ms.ts";
import type { Frame } from "../frame.ts";
import type { RichStrings } from "./rich-strings.ts";

type MessageItem = Extract<Item, { type: "message" }>;

/** Draws `item` into `element`, leaving what is there already and stays. Throws where it cannot. */
export type DrawBody = (element: HTMLElement, item: MessageItem, strings: RichStrings) => void;

/** Elements of messages that are drawn by code which is loaded with the first of them. */
export interface LateBodies {
  /** Where `item` is drawn: as text, until the code for more is here. The same element for all that becomes of a message. */
  body(item: MessageItem, strings: RichStrings): Element;
  /** Lets go of messages that are no longer shown. */
  tidy(): void;
}

interface Body {
  readonly element: HTMLElement;
  readonly item: MessageItem;
  readonly strings: RichStrings;
}

export function createLateBodies(
  frame: Frame,
  name: string,
  load: () => Promise<{ create(frame: Frame): DrawBody }>,
  textOf: (item: MessageItem) => string,
): LateBodies {
  const bodies = new Map<string, Body>();
  let draw: DrawBody | undefined;
  let isLoading = false;

  function start(): void {
    if (isLoading) return;
    isLoading = true;
    load().then(
      ({ create }) => {
        draw = create(frame);
        holding(frame.root.querySelector(".scroller"), () => bodies.forEach(show));
      },
      () =>
        setTimeout(() => {
          isLoading = false;
          if (bodies.size) start();
        }, againMs),
    );
  }

  function show({ element, item, strings }: Body): void {
    element.className = name;
    try {
      // The cast: before the code is here, the call throws.
      (draw as DrawBody)(element, item, strings);
      element.classList.add("drawn");
    } catch {
      // That, or it is beyond the code.
      element.textContent = textOf(item);
    }
  }

  return {
    body(item, strings) {
      const element = bodies.get(item.key)?.element ?? document.createElement("div");
      const body: Body = { element, item, strings };
      bodies.set(item.key, body);
      show(body);
      if (!draw) start();
      return element;
    },
    tidy() {
      for (const [key, { element }] of bodies) if (!element.isConnected) bodies.delete(key);
    },
  };
}

/** Changes what lies in `scroller`, while what the reader has at the top stays there. At the end they follow the end anyway. */
function holding(scroller: Element | null, change: () => void): void {
  const top = topOf(scroller);
  const line = [...(scroller?.querySelectorAll("[role=listitem]") ?? [])].find(
    (each) => each.getBoundingClientRect().bottom > top,
  );
  const before = topOf(line);
  change();
  const shift = topOf(line) - before;
  if (shift) scroller?.scrollBy(0, shift);
}

function topOf(element: Element | null | undefined): number {
  return element?.getBoundingClientRect().top ?? 0;
}
