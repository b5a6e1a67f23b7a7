import type { Item } from "@ws-chat/client";
import { againMs } from "../again-ms.ts";
import type { Frame } from "../frame.ts";
import type { RichStrings } from "./rich-strings.ts";

type MessageItem = Extract<Item, { type: "message" }>;

/** Draws `item` into `element`, leaving what is there already and stays. Throws where it cannot. */
export type DrawBody = (element: HTMLElement, item: MessageItem, strings: RichStrings) => void;

/** Where `item` is drawn: as text, until the code for more is here. The same element for all that becomes of a message. */
export type LateBody = (item: MessageItem, strings: RichStrings) => Element;

/** As many as a chat shows at once, and some; more of them at a time would be seen as a halt. */
const atOnce = 64;

/** Elements of messages that are drawn by code which is loaded with the first of them. */
export function createLateBodies(
  frame: Frame,
  name: string,
  load: () => Promise<{ create(frame: Frame): DrawBody }>,
  textOf: (item: MessageItem) => string,
): LateBody {
  /** It is the conversation that keeps them: what is no longer shown is forgotten without anybody looking for it. */
  const elements = new Map<string, WeakRef<HTMLElement>>();
  const gone = new FinalizationRegistry<string>((key) => elements.get(key)?.deref() ?? elements.delete(key));
  /** What is there as text, the newest first. */
  const waiting = new Map<HTMLElement, () => void>();
  let draw: DrawBody | undefined;
  let isLoading = false;

  function elementOf(key: string): HTMLElement {
    const known = elements.get(key)?.deref();
    if (known) return known;
    const made = document.createElement("div");
    elements.set(key, new WeakRef(made));
    gone.register(made, key);
    return made;
  }

  function start(): void {
    if (isLoading) return;
    isLoading = true;
    load().then(
      ({ create }) => {
        draw = create(frame);
        proceed();
      },
      () =>
        setTimeout(() => {
          isLoading = false;
          if (frame.root.isConnected) start();
        }, againMs),
    );
  }

  function proceed(): void {
    let left = atOnce;
    holding(frame.root.querySelector(".scroller"), () => {
      for (const [element, show] of waiting) {
        if (left-- < 1) break;
        waiting.delete(element);
        show();
      }
    });
    if (waiting.size) setTimeout(proceed);
  }

  return (item, strings) => {
    const element = elementOf(item.key);
    const show = (): void => {
      element.className = name;
      try {
        // The cast: before the code is here, the call throws.
        (draw as DrawBody)(element, item, strings);
        element.classList.add("drawn");
      } catch {
        // That, or it is beyond the code.
        element.textContent = textOf(item);
      }
    };
    show();
    if (draw) waiting.delete(element);
    else {
      waiting.set(element, show);
      start();
    }
    return element;
  };
}

/** Changes what lies in `scroller`, while what the reader has at the top stays there. At the end they follow the end anyway, and come near nothing. */
function holding(scroller: Element | null, change: () => void): void {
  const top = topOf(scroller);
  const line = [...(scroller?.querySelectorAll("[near] > *") ?? [])].find(
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
