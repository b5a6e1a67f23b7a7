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
  textOf: (item: MessageItem) => string | readonly string[] | undefined,
): LateBody {
  /** It is the conversation that keeps them: what is no longer shown is forgotten without anybody looking for it. */
  const elements = new Map<string, WeakRef<HTMLElement>>();
  const gone = new FinalizationRegistry<string>((key) => elements.get(key)?.deref() ?? elements.delete(key));
  /** What is there as text, the newest first. */
  const waiting = new Map<HTMLElement, () => void>();
  let draw: DrawBody | undefined;
  let isLoading = false;

  function elementOf(key: string): HTMLElement {
    let element = elements.get(key)?.deref();
    if (element) return element;
    element = document.createElement("div");
    elements.set(key, new WeakRef(element));
    gone.register(element, key);
    return element;
  }

  function start(): void {
    if (isLoading) return;
    isLoading = true;
    frame.fetch(load).then(
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
    const release = hold(frame.root.querySelector(".scroller"));
    for (const [element, show] of waiting) {
      if (left-- < 1) break;
      waiting.delete(element);
      show();
    }
    release();
    if (waiting.size) setTimeout(proceed);
  }

  return (item, strings) => {
    const element = elementOf(item.key);
    const show = (): void => {
      try {
        // The cast: before the code is here, the call throws.
        (draw as DrawBody)(element, item, strings);
        element.className = `${name} drawn`;
      } catch {
        // That, or it is beyond the code.
        element.className = name;
        // The cast: a list is written with commas.
        element.textContent = textOf(item) as string;
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

/** Remembers what the reader has at the top of `scroller`; what it gives brings that back there. At the end they follow the end anyway, and come near nothing. */
function hold(scroller: Element | null): () => void {
  const top = topOf(scroller);
  const line = [...(scroller?.querySelectorAll("[near] > *") ?? [])].find(
    (each) => each.getBoundingClientRect().bottom > top,
  );
  const before = topOf(line);
  return () => {
    const shift = topOf(line) - before;
    if (shift) scroller?.scrollBy(0, shift);
  };
}

function topOf(element: Element | null | undefined): number {
  return element?.getBoundingClientRect().top ?? 0;
}
