import type { Frame } from "../frame.ts";
import { createAnnouncer } from "../view/announcer.ts";

const shownMs = 2_000;

/** Puts `text` on the clipboard; says so with `copied`, and with a mark on `button`. */
export type Copy = (text: string, button: HTMLElement, copied: string) => Promise<void>;

export function createCopy(frame: Frame): Copy {
  const { say } = createAnnouncer(() => frame.root.querySelector(".announcer"));
  return async (text, button, copied) => {
    const isThere = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (!isThere && !copyByHand(text, frame.root)) return;
    button.focus();
    say(copied);
    button.dataset["done"] = "";
    setTimeout(() => delete button.dataset["done"], shownMs);
  };
}

/** Plain http: pages have no clipboard. */
function copyByHand(text: string, root: ParentNode): boolean {
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "hidden" });
  root.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  return isDone;
}
