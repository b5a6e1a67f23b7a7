import type { Frame } from "../frame.ts";
import type { WsChat } from "../ws-chat.ts";
import type { Copy } from "./copy.ts";
import { english } from "./copy-buttons-strings.ts";
import { copyStyles } from "./copy-styles.ts";
import { icon, make } from "./make.ts";
import type { Adornment } from "./message.ts";

interface CopyButton {
  /** As high as the message, so that the button stays in sight while something of the message is. */
  readonly rail: HTMLElement;
  readonly button: HTMLElement;
}

const icons = ["M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3", "m3 8.5 3.2 3.2L13 4.8"];
/** While messages pour in, the button goes after them at this pace: each move is drawn. */
const paceMs = 150;
const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Buttons that copy what others wrote. There are two, however long the conversation is: one rests on the newest reply, where Tab finds it; the other
 * goes to the message that has the pointer or the focus, and with the arrow keys from one to the next.
 */
export function create(host: WsChat, frame: Frame, copy: Copy): Adornment {
  let resting = create();
  let roaming = create();
  let list: Element | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  frame.dress(copyStyles);

  function create(): CopyButton {
    const onclick = (): void => void copy(textOf(lineOf(rail)), button, strings().copied);
    const button = make("button", "action copy", { type: "button", onclick }, ...icons.map(icon));
    const rail = make("span", "", { className: "rail" }, button);
    return { rail, button };
  }

  const strings = () => ({ ...english, ...frame.words, ...host.strings });
  const lineOf = (node: Element): Element | null => node.closest(".message");
  /** A mouse leaves the focus where it clicked last, and goes on. */
  const isInUse = ({ rail }: CopyButton): boolean => rail.matches(":has(:focus-visible)");

  /** As it was written; "" for what is not to be copied: one's own, what is not there yet or not at all. */
  function textOf(line: Element | null): string {
    const item = line && frame.items.get(line);
    if (item?.type !== "message" || item.delivery || item.streaming || item.message.from.role === "system") return "";
    return item.message.text;
  }

  function newest(): Element | undefined {
    for (let chunk = list?.lastElementChild; chunk; chunk = chunk.previousElementSibling) {
      for (let line = chunk.lastElementChild; line; line = line.previousElementSibling) {
        if (line.matches(".message") && textOf(line)) return line;
      }
    }
    return undefined;
  }

  function put({ rail }: CopyButton, line: Element): void {
    const bubble = line.querySelector(".bubble");
    // To move it would take the focus from it.
    if (bubble !== rail.parentElement) bubble?.append(rail);
  }

  /** Has a button on `line`. */
  function call(line: Element): CopyButton {
    if (lineOf(resting.rail) === line) {
      dismiss();
      return resting;
    }
    put(roaming, line);
    return roaming;
  }

  function dismiss(): void {
    if (!isInUse(roaming)) roaming.rail.remove();
  }

  function follow({ target }: Event): void {
    const line = lineOf(target as Element);
    if (!line || !textOf(line)) dismiss();
    else if (!isInUse(roaming) || lineOf(roaming.rail) === line) call(line);
  }

  function step(event: KeyboardEvent): void {
    const from = event.target as HTMLElement;
    const by = steps[event.key];
    if (!by || !from.matches(".rail > *")) return;
    event.preventDefault();
    const lines = [...(list?.querySelectorAll(".message") ?? [])].filter(textOf);
    const next = lines.findIndex((line) => line.contains(from)) + by;
    if (!lines[next]) return;
    // A blur in the middle of a move would dismiss what moves.
    from.blur();
    call(lines[next]).button.focus();
    lines[next].scrollIntoView({ block: "nearest" });
  }

  function watch(next: HTMLElement): void {
    list = next;
    next.addEventListener("pointerover", follow);
    next.addEventListener("focusin", follow);
    next.addEventListener("keydown", step);
    next.addEventListener("focusout", ({ relatedTarget }) => {
      if (!next.contains(relatedTarget as Node | null)) dismiss();
    });
    next.addEventListener("pointerleave", ({ pointerType }) => {
      // A finger leaves with the tap that has called the button.
      if (pointerType === "mouse") dismiss();
    });
  }

  function rest(): void {
    for (const { button } of [resting, roaming]) button.title = strings().copyMessage;
    const line = newest();
    if (!line) return resting.rail.remove();
    if (lineOf(resting.rail) === line) return;
    if (isInUse(resting)) [resting, roaming] = [roaming, resting];
    put(resting, line);
    if (lineOf(roaming.rail) === line) dismiss();
  }

  return {
    show(next) {
      if (next !== list) watch(next);
      if (pause) return;
      rest();
      pause = setTimeout(() => {
        pause = undefined;
        rest();
      }, paceMs);
    },
  };
}
