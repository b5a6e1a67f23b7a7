import { say } from "./say.ts";

const shownMs = 2_000;

/** Puts `text` on the clipboard; says so with `copied`, and with a mark on `button`. */
export type Copy = (text: string, button: HTMLElement, copied: string) => Promise<void>;

export function createCopy(root: ParentNode): Copy {
  return async (text, button, copied) => {
    const isThere = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (!isThere && !copyByHand(text, root)) return;
    button.focus();
    say(root, copied);
    button.dataset["done"] = copied;
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
