import { shownName } from "./file-names.ts";
import { filePath } from "./icon-paths.ts";
import { icon, make } from "./make.ts";
import { drawThumbnail } from "./thumbnail.ts";
import type { Upload } from "./upload-queue.ts";
import type { UploadStrings } from "./upload-strings.ts";

/** How a file of the message that is being written is shown. */
export interface UploadChip {
  readonly element: HTMLElement;
  update(surroundings: Surroundings): void;
}

export interface Surroundings {
  readonly strings: UploadStrings;
  readonly sizeOf: (bytes: number) => string;
  /** Nothing can move now. */
  readonly isDown: boolean;
}

interface Actions {
  retry(): void;
  remove(): void;
}

const retryPath = "M12.6 9.3a4.8 4.8 0 1 1-.7-4L13.2 7M13.2 3.4V7H9.6";
const closePath = "m4.5 4.5 7 7m0-7-7 7";

export function createUploadChip(upload: Upload, actions: Actions): UploadChip {
  const name = shownName(upload.name);
  const thumb = make("span", "", { className: "thumb" }, icon(filePath));
  const note = make("span", "", { className: "note", dir: "auto" });
  const bar = make("progress", "progress", { max: 1, ariaLabel: name });
  const retry = make("button", "", { type: "button", className: "tool", onclick: actions.retry }, icon(retryPath));
  const remove = make(
    "button",
    "",
    { type: "button", className: "tool remove", onclick: actions.remove },
    icon(closePath),
  );
  const words = make(
    "span",
    "",
    { className: "about" },
    make("bdi", "file-name", { textContent: name, title: name }),
    note,
    bar,
  );
  const element = make("li", "upload", {}, thumb, words, retry, remove);
  void drawThumbnail(upload.file).then((found) => found && thumb.replaceChildren(found));

  return {
    element,
    update({ strings, sizeOf, isDown }) {
      const { state, size } = upload;
      const isRunning = state.is === "running";
      const refusal = state.is === "failed" ? state.message : undefined;
      const waits = isDown && state.is !== "done" && !refusal;
      const isFailed = state.is === "failed" && !waits;
      element.setAttribute("part", isFailed ? "upload failed" : "upload");
      note.textContent = refusal ?? (waits ? strings.uploadWaits : isFailed ? strings.notUploaded : sizeOf(size));
      bar.hidden = !isRunning;
      if (isRunning) bar.value = state.sent;
      retry.hidden = !isFailed || !!refusal;
      retry.ariaLabel = strings.retryUpload(name);
      remove.ariaLabel = (isRunning || waits ? strings.cancelUpload : strings.removeFile)(name);
    },
  };
}
