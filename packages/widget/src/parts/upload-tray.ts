import { make } from "./make.ts";
import { createUploadChip, type Surroundings, type UploadChip } from "./upload-chip.ts";
import type { Upload, UploadQueue } from "./upload-queue.ts";

/** Above the field: the files that go with the message, and what was wrong with others. */
export interface UploadTray {
  readonly element: HTMLElement;
  update(surroundings: Surroundings, notes: TrayNotes): void;
}

export interface TrayNotes {
  /** Why files are not among them. */
  readonly troubles: readonly string[];
  /** What becomes of the message. */
  readonly fate: string;
}

/** `leave`: the last chip is gone, and the focus with it. */
export function createUploadTray(
  queue: UploadQueue,
  actions: { removed(): void; retried(): void; leave(): void },
): UploadTray {
  const chips = new Map<Upload, UploadChip>();
  const list = make("ul", "", { role: "list", className: "uploads" });
  const notes = make("div", "", { className: "notes" });
  const element = make("div", "tray", {}, list, notes);

  function chipOf(upload: Upload): UploadChip {
    const chip =
      chips.get(upload) ??
      createUploadChip(upload, {
        retry() {
          chip.element.querySelector<HTMLElement>(".remove")?.focus();
          queue.retry(upload);
          actions.retried();
        },
        remove() {
          // What is next to it, so that several can be removed one after the other.
          const next = chip.element.nextElementSibling ?? chip.element.previousElementSibling;
          queue.remove(upload);
          actions.removed();
          const button = next?.querySelector<HTMLElement>(".remove");
          if (button) button.focus();
          else actions.leave();
        },
      });
    chips.set(upload, chip);
    return chip;
  }

  return {
    element,
    update(surroundings, { troubles, fate }) {
      const shown = queue.list.map((upload) => chipOf(upload));
      for (const [upload, { element: gone }] of chips) {
        if (queue.list.includes(upload)) continue;
        gone.remove();
        chips.delete(upload);
      }
      for (const chip of shown) {
        // New ones come last; to insert the others again would take the focus from them.
        if (chip.element.parentElement !== list) list.append(chip.element);
        chip.update(surroundings);
      }
      list.ariaLabel = surroundings.strings.files;
      list.hidden = !shown.length;
      const next = [
        ...troubles.map((trouble) => make("p", "trouble", { className: "wrong", textContent: trouble })),
        ...(fate ? [make("p", "", { textContent: fate })] : []),
      ];
      // Another one would take a reader's selection from what still stands.
      const isSame =
        next.length === notes.childNodes.length &&
        next.every((note, at) => note.isEqualNode(notes.childNodes[at] ?? null));
      if (!isSame) notes.replaceChildren(...next);
      element.hidden = !shown.length && !notes.childElementCount;
    },
  };
}
