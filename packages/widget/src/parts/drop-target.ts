import { droppedFiles, hasFiles } from "./given-files.ts";
import { clipPath } from "./icon-paths.ts";
import { icon, make } from "./make.ts";

/** What says, over the whole chat, that files may be dropped on it. */
export interface DropTarget {
  readonly hint: HTMLElement;
  /** `text` of the hint. */
  update(text: string): void;
}

/** Takes what is dropped on `root` while `isOpen` says so, and hands its files to `take`. */
export function createDropTarget(
  root: HTMLElement | ShadowRoot,
  isOpen: () => boolean,
  take: (files: readonly File[]) => void,
): DropTarget {
  const words = make("span", "");
  const hint = make(
    "div",
    "drop",
    { hidden: true, ariaHidden: "true" },
    make("div", "", { className: "drop-here" }, icon(clipPath), words),
  );

  function listen(type: "dragenter" | "dragover" | "dragleave" | "drop", react: (event: DragEvent) => void): void {
    // The cast: events of these types are such.
    root.addEventListener(type, (event) => isOpen() && hasFiles(event as DragEvent) && react(event as DragEvent));
  }

  function invite(event: DragEvent): void {
    event.preventDefault();
    hint.hidden = false;
  }

  listen("dragenter", invite);
  listen("dragover", invite);
  listen("dragleave", ({ clientX, clientY }) => {
    // It leaves each element for the next, and the whole for what is around it.
    const { left, right, top, bottom } = (hint.parentElement ?? hint).getBoundingClientRect();
    hint.hidden = clientX <= left || clientX >= right || clientY <= top || clientY >= bottom;
  });
  listen("drop", (event) => {
    event.preventDefault();
    hint.hidden = true;
    take(droppedFiles(event));
  });
  return {
    hint,
    update(text) {
      words.textContent = text;
    },
  };
}
