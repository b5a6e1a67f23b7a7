import type { ChatClient } from "@ws-chat/client";
import { WsChatSendEvent } from "../events.ts";
import { createDropTarget } from "./drop-target.ts";
import { createSizes, shownName } from "./file-names.ts";
import { pastedFiles } from "./given-files.ts";
import { createKeptUploads, type KeptUploads } from "./kept-uploads.ts";
import { clipPath } from "./icon-paths.ts";
import { icon, make } from "./make.ts";
import type { CreatePart } from "./part.ts";
import { say } from "./say.ts";
import { siftFiles } from "./sift-files.ts";
import { createUploadQueue, type Upload } from "./upload-queue.ts";
import { english } from "./upload-strings.ts";
import { createUploadTray } from "./upload-tray.ts";
import { uploadsStyles } from "./uploads-styles.ts";

/**
 * Files that are picked, pasted or dropped, and go with the next message. They are sent to the server at once; the message waits for them. Its nodes stand
 * between those of the conversation, which knows nothing of them.
 */
export const create: CreatePart = (host, frame) => {
  const { root } = frame;
  const queue = createUploadQueue(() => client, changed);
  const tray = createUploadTray(queue, { removed: letGo, retried: announceStart, leave: () => host.focus() });
  /** Whether any may be sent at all. */
  const isOn = (): boolean => host.uploads && !!client?.getSnapshot().features.includes("uploads");
  const isOpen = (): boolean => isOn() && !host.disabled;
  const drop = createDropTarget(root, isOpen, add);
  const input = make("input", "", { type: "file", multiple: true, hidden: true, tabIndex: -1 });
  const button = make("button", "attach", { type: "button" }, icon(clipPath));
  let client: ChatClient | undefined;
  /** Whose files they are: nobody's before the server has said who is here. */
  let user: string | undefined;
  let kept: KeptUploads | undefined;
  let form: HTMLFormElement | null = null;
  /** The visitor has sent the message; it waits for its files. */
  let isHeld = false;
  let wasDown = true;
  /** What was on its way when the link came back, perhaps over a connection that is dead. */
  let doubtful = new Set<Upload>();
  let troubles: readonly string[] = [];
  frame.dress(uploadsStyles);

  const strings = () => ({ ...english, ...frame.words, ...host.strings });
  const sizeOf = (bytes: number): string => createSizes(frame.lang)(bytes);
  const field = (): HTMLTextAreaElement | null | undefined => form?.querySelector("textarea");
  const isRunning = ({ state }: Upload): boolean => state.is === "running";
  const isDown = (): boolean => client?.getSnapshot().status.state !== "online";

  button.addEventListener("click", () => {
    input.accept = host.accept ?? "";
    input.click();
  });
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    // The same file may be picked again.
    input.value = "";
    host.focus();
  });
  // The casts: events of these types are such.
  root.addEventListener("paste", (event) => {
    const files = isOpen() ? pastedFiles(event as ClipboardEvent) : [];
    if (!files.length) return;
    event.preventDefault();
    add(files);
  });
  root.addEventListener(
    "submit",
    (event) => {
      // Without files, and with a text that is too long, it is the field's own business.
      if (!isOn() || !queue.list.length || field()?.ariaInvalid === "true") return;
      event.preventDefault();
      event.stopPropagation();
      // As without files; and the button may have nothing to do until they are there.
      host.focus();
      submit();
    },
    true,
  );

  function add(files: readonly File[]): void {
    const { uploadBytes } = client?.getSnapshot() ?? {};
    const terms = { taken: queue.list.length, maxBytes: uploadBytes, accept: host.accept, strings: strings(), sizeOf };
    const { right, troubles: told } = siftFiles(files, terms);
    troubles = told;
    for (const trouble of troubles) say(root, trouble);
    queue.add(right);
    announceStart();
  }

  function announceStart(): void {
    const running = queue.list.filter(isRunning);
    if (running.length) say(root, `${strings()[isDown() ? "uploadWaits" : "uploading"]}: ${namesOf(running)}`);
  }

  function changed(upload?: Upload): void {
    if (upload?.state.is === "failed") {
      const { message } = upload.state;
      if (!message && !isDown() && doubtful.delete(upload)) return queue.retry(upload);
      // What was lost on its way may come through yet.
      if (message) isHeld = false;
      // That the link is down is told already.
      if (message || !isDown()) say(root, `${shownName(upload.name)}: ${message ?? strings().notUploaded}`);
    }
    if (upload && !isHeld && queue.list.every(({ state }) => state.is === "done")) {
      say(root, `${strings().uploaded}: ${namesOf(queue.list)}`);
    }
    draw();
    kept?.save(queue.list.flatMap(({ state }) => (state.is === "done" ? state.attachment : [])));
    if (isHeld && queue.list.every(isSettled)) send();
  }

  /** Who takes a file away from a message that waits wants to think about it. */
  function letGo(): void {
    isHeld = false;
    draw();
  }

  function submit(): void {
    troubles = [];
    retryLost();
    if (queue.list.every(isSettled)) return send();
    isHeld = true;
    say(root, strings().sentWithFiles);
    draw();
  }

  function retryLost(): void {
    for (const upload of queue.list) if (!isRunning(upload) && !isSettled(upload)) queue.retry(upload);
  }

  function send(): void {
    isHeld = false;
    const text = field()?.value.trim() ?? "";
    const attachments = queue.list.flatMap(({ state }) => (state.is === "done" ? state.attachment : []));
    draw();
    if (!text && !attachments.length) return;
    if (!host.dispatchEvent(Object.assign(new WsChatSendEvent(text), { attachments }))) return;
    host.send({ text, attachments }).catch((error: unknown) => say(root, (error as Error).message));
    queue.clear();
    const sent = field();
    if (!sent) return;
    sent.value = "";
    sent.dispatchEvent(new Event("input"));
  }

  function forget(): void {
    isHeld = false;
    troubles = [];
    queue.clear();
  }

  /** To whom they belong may have changed: to another conversation, where one's own are, to somebody else, or to nobody where this device was forgotten. */
  function look(): void {
    const next = frame.client?.();
    const id = next?.getSnapshot().user?.id;
    if (next === client && id === user) return;
    // What is kept for another conversation stays there; what somebody else had goes.
    if (next !== client) kept = undefined;
    forget();
    client = next;
    user = id;
    kept = id === undefined ? undefined : createKeptUploads(host, id);
    queue.restore(kept?.load() ?? []);
  }

  function draw(): void {
    // It comes after all messages: to look for it is to go through them.
    if (!form?.isConnected) form = root.querySelector("form");
    const box = form?.querySelector(".box");
    const section = root.querySelector(".root");
    if (!form || !box || !section) return;
    if (isOn()) {
      if (tray.element.parentElement !== form) form.prepend(tray.element);
      if (button.parentElement !== box) box.prepend(button, input);
      if (drop.hint.parentElement !== section) section.append(drop.hint);
    } else {
      for (const node of [tray.element, button, input, drop.hint]) node.remove();
    }
    const { attach, dropFiles, sentWithFiles } = strings();
    button.ariaLabel = attach;
    button.disabled = host.disabled;
    drop.update(dropFiles);
    tray.update({ strings: strings(), sizeOf, isDown: isDown() }, { troubles, fate: isHeld ? sentWithFiles : "" });
    // After the conversation has drawn it, which knows of the text alone.
    const sending = form.querySelector<HTMLButtonElement>(".send");
    const { value = "", ariaInvalid } = field() ?? {};
    const isEmpty = !value.trim() && !(isOn() && queue.list.some(({ state }) => !("message" in state)));
    if (sending)
      sending.disabled =
        host.disabled || isEmpty || ariaInvalid === "true" || (isHeld && (isDown() || queue.list.some(isRunning)));
  }

  return {
    update() {
      look();
      if (wasDown && !isDown()) {
        doubtful = new Set(queue.list.filter(isRunning));
        retryLost();
      }
      wasDown = isDown();
      draw();
    },
    disconnected() {
      // A move in the document is a removal and an insertion in one task.
      queueMicrotask(() => {
        if (!host.isConnected) queue.stop();
      });
    },
  };
};

/** The server has it, or does not want it. */
function isSettled({ state }: Upload): boolean {
  return state.is === "done" || "message" in state;
}

function namesOf(uploads: readonly Upload[]): string {
  return uploads.map(({ name }) => shownName(name)).join(", ");
}
