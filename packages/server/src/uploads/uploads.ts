import type { Core } from "../core.ts";
import type { Opening } from "../socket.ts";
import { Arriving } from "./arriving.ts";
import { type Fetching, giveUpload } from "./give-upload.ts";
import { type Bringing, takeUpload } from "./take-upload.ts";
import type { ResolvedUploads } from "./upload-options.ts";
import { uploadPathIn, uploadPrefix } from "./upload-path.ts";
import { laterMs, restarting, UploadRefusal } from "./upload-refusal.ts";
import type { FoundUpload } from "./upload-store.ts";
import type { Attachment } from "@ws-chat/protocol";

/** How often files that have grown too old are looked for. */
const sweepMs = 3_600_000;

/** The files of one chat. */
export class Uploads {
  readonly #core: Core;
  readonly #options: ResolvedUploads;
  readonly #arriving: Arriving;
  #cancelSweep: () => void = () => {};

  constructor(core: Core, options: ResolvedUploads) {
    this.#core = core;
    this.#options = options;
    this.#arriving = new Arriving(options.store.most);
    if (options.ageMs !== undefined) this.#sweep(options.ageMs);
    core.closing.addEventListener("abort", () => {
      this.#cancelSweep();
      this.#arriving.abort(restarting());
    });
  }

  /** @throws {UploadRefusal} (rejects) */
  take(bringing: Bringing, opening: Opening): Promise<Attachment> {
    return takeUpload(this.#core, this.#options, { arriving: this.#arriving, bringing, opening });
  }

  /** @throws {UploadRefusal} (rejects) */
  give(id: string, fetching: Fetching, opening: Opening): Promise<Response> {
    return giveUpload(this.#options, { id, fetching, opening });
  }

  /** The file of `room` that `url` leads to. */
  async find(room: string, url: string): Promise<FoundUpload | undefined> {
    const path = uploadPathIn(url);
    const isOfRoom = path?.wants === "get" && path.id.startsWith(uploadPrefix(room));
    return isOfRoom ? this.#options.store.get(path.id) : undefined;
  }

  /** Forgets the files of a room, those included that are on their way. */
  async removeRoom(room: string): Promise<void> {
    this.#arriving.abort(new UploadRefusal("forbidden", "The conversation was removed."), room);
    await this.#options.store.removeAll(uploadPrefix(room));
  }

  failed(error: unknown): UploadRefusal {
    this.#core.options.onError(error, {});
    return new UploadRefusal("unavailable", "Files cannot be reached now. Try again later.", laterMs);
  }

  #sweep(ageMs: number): void {
    const { clock, onError } = this.#core.options;
    const remove = async () => this.#options.store.removeBefore?.(clock.now() - ageMs);
    void this.#core.work.during(() => remove().catch((error: unknown) => onError(error, {})));
    this.#cancelSweep = clock.after(Math.min(ageMs, sweepMs), () => this.#sweep(ageMs), true);
  }
}
