import type { ChatClient } from "@ws-chat/client";
import type { Attachment } from "@ws-chat/protocol";

/** A file of the message that is being written. */
export interface Upload {
  readonly name: string;
  readonly size: number;
  /** Absent where the tab has remembered it: the server has it by then. */
  readonly file?: File;
  readonly state: UploadState;
}
export type UploadState =
  /** `sent`: how much of it, from 0 to 1. */
  | { readonly is: "running"; readonly sent: number }
  | { readonly is: "done"; readonly attachment: Attachment }
  /** `message`: why, in the server's words, where it has refused it for good. */
  | { readonly is: "failed"; readonly message?: string };

export interface UploadQueue {
  /** In the order in which they were added. */
  readonly list: readonly Upload[];
  add(files: readonly File[]): void;
  /** Those that the server has already. */
  restore(attachments: readonly Attachment[]): void;
  retry(upload: Upload): void;
  /** Ends its upload, too. */
  remove(upload: Upload): void;
  clear(): void;
  /** Ends what is under way, which may be tried again. */
  stop(): void;
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly file?: File;
  state: UploadState;
  ending?: AbortController;
}

/** More at a time would not be faster, and the first one later. */
const maxRunning = 2;
/** Refusals of what the same file may be taken after. */
const passing = ["unavailable", "rate-limited"];

/** Sends files one after the other. `changed` is called after each change. */
export function createUploadQueue(
  client: () => ChatClient | undefined,
  changed: (upload?: Upload) => void,
): UploadQueue {
  let list: readonly Entry[] = [];

  function proceed(): void {
    const running = list.filter(({ ending }) => ending).length;
    const waiting = list.filter(({ state, ending }) => state.is === "running" && !ending);
    for (const entry of waiting.slice(0, Math.max(0, maxRunning - running))) void send(entry);
  }

  async function send(entry: Entry): Promise<void> {
    const { file } = entry;
    const ending = (entry.ending = new AbortController());
    const { signal } = ending;
    try {
      const attachment = await client()?.upload(file as File, {
        signal,
        onProgress(sent) {
          if (!signal.aborted) change(entry, { is: "running", sent });
        },
      });
      if (attachment && !signal.aborted) change(entry, { is: "done", attachment });
    } catch (error) {
      if (!signal.aborted) change(entry, failure(error));
    }
    if (entry.ending !== ending) return;
    delete entry.ending;
    proceed();
  }

  function change(entry: Entry, state: UploadState): void {
    entry.state = state;
    changed(entry);
  }

  function end(entry: Entry): void {
    entry.ending?.abort();
    delete entry.ending;
  }

  function clear(): void {
    for (const entry of list) end(entry);
    list = [];
    changed();
  }

  return {
    get list() {
      return list;
    },
    add(files) {
      const added = files.map((file): Entry => {
        const { name, size } = file;
        return { name, size, file, state: { is: "running", sent: 0 } };
      });
      list = [...list, ...added];
      proceed();
      changed();
    },
    restore(attachments) {
      list = attachments.map((attachment) => {
        const { name, size } = attachment;
        return { name, size, state: { is: "done", attachment } };
      });
      changed();
    },
    retry(upload) {
      change(upload, { is: "running", sent: 0 });
      proceed();
    },
    remove(upload) {
      end(upload);
      list = list.filter((entry) => entry !== upload);
      proceed();
      changed();
    },
    clear,
    stop() {
      for (const entry of list) {
        end(entry);
        if (entry.state.is === "running") change(entry, { is: "failed" });
      }
    },
  };
}

/** Without words of its own where the same may succeed later. */
function failure(error: unknown): UploadState {
  const isFinal = error instanceof Error && "code" in error && !passing.includes(String(error.code));
  return isFinal ? { is: "failed", message: error.message } : { is: "failed" };
}
