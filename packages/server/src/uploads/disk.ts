import { type FileHandle, type FileSystem, isMissing, loadFileSystem } from "./file-system.ts";
import { isUploadId } from "./upload-path.ts";
import type { ByteRange, FoundUpload, StoredUpload, Upload, UploadStore } from "./upload-store.ts";

export interface DiskUploadsOptions {
  /** Where files are kept; created where it does not exist. Processes that serve one chat share it. */
  readonly folder: string;
}

/** Until they are whole, files are here. */
const incoming = "incoming";
/** What nobody has added to for as long was left behind by a process that died. */
const staleMs = 3_600_000;
const chunkBytes = 65_536;
/** Names of files are no longer than this whatever the alphabet of the system; ids are 44 characters. */
const roomChars = 22;

/**
 * Keeps files in a folder, on Node, Bun and Deno. What is there is whole: a file is written beside, and moved in at its end.
 * @throws {TypeError} (rejects) where `folder` is none. Rejects where it cannot be written to.
 */
export async function createDiskUploads(options: DiskUploadsOptions): Promise<UploadStore> {
  const { folder } = options;
  if (typeof folder !== "string" || folder === "") {
    throw new TypeError(
      `createDiskUploads: folder (${JSON.stringify(folder)}) must be the path of a folder, such as "uploads"`,
    );
  }
  const store = new DiskUploads(await loadFileSystem(), folder);
  await store.open();
  return store;
}

class DiskUploads implements UploadStore {
  readonly #files: FileSystem;
  readonly #folder: string;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Makes its folders, and deletes what was never finished. */
  async open(): Promise<void> {
    const folder = `${this.#folder}/${incoming}`;
    await this.#files.mkdir(folder, { recursive: true });
    for (const name of await this.#files.readdir(folder)) {
      const path = `${folder}/${name}`;
      // Another process may be writing to it.
      if (Date.now() - (await this.#modifiedAt(path)) > staleMs) await this.#delete(path);
    }
  }

  async put(upload: Upload, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { mkdir, rename } = this.#files;
    const written = `${this.#folder}/${incoming}/${upload.id}`;
    try {
      await this.#write(written, bytes);
      await this.#write(`${written}.json`, [new TextEncoder().encode(JSON.stringify(upload))]);
      await mkdir(this.#roomOf(upload.id), { recursive: true });
      await rename(written, this.#pathOf(upload.id));
      // What is told of a file comes last: from then on it is found.
      await rename(`${written}.json`, `${this.#pathOf(upload.id)}.json`);
    } catch (error) {
      await this.#delete(written, `${written}.json`, this.#pathOf(upload.id));
      throw error;
    }
  }

  async get(id: string): Promise<FoundUpload | undefined> {
    if (!isUploadId(id)) return undefined;
    const path = this.#pathOf(id);
    try {
      // The cast: only `put` writes there.
      const upload = JSON.parse(await this.#files.readFile(`${path}.json`, "utf8")) as Upload;
      const { size } = await this.#files.stat(path);
      const stored: StoredUpload = { ...upload, size };
      return { upload: stored, read: (range = { start: 0, end: size - 1 }) => this.#read(path, range) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    if (isUploadId(id)) await this.#delete(`${this.#pathOf(id)}.json`, this.#pathOf(id));
  }

  async removeAll(prefix: string): Promise<void> {
    if (prefix.length === roomChars && isUploadId(prefix + prefix)) await this.#delete(this.#roomOf(prefix));
  }

  async removeBefore(time: number): Promise<void> {
    for (const room of await this.#files.readdir(this.#folder)) {
      if (room === incoming) continue;
      for (const name of await this.#files.readdir(`${this.#folder}/${room}`).catch(() => [])) {
        const path = `${this.#folder}/${room}/${name}`;
        // The folder may be somebody's who keeps other things there.
        if (room.length !== roomChars || !isUploadId(room + name.replace(/\.json$/, ""))) continue;
        if ((await this.#modifiedAt(path)) < time) await this.#delete(path);
      }
    }
  }

  async #write(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const file = await this.#files.open(path, "wx");
    try {
      for await (const chunk of chunks) await writeAll(file, chunk);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #read(path: string, { start, end }: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const file = await this.#files.open(path, "r");
    let at = start;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const chunk = new Uint8Array(Math.min(chunkBytes, end - at + 1));
            const { bytesRead } =
              chunk.byteLength === 0 ? { bytesRead: 0 } : await file.read(chunk, 0, chunk.byteLength, at);
            at += bytesRead;
            if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead));
            if (bytesRead > 0 && at <= end) return;
            await file.close();
            if (at <= end) throw new Error(`${path} is shorter than it was`);
            controller.close();
          } catch (error) {
            await file.close().catch(() => {});
            controller.error(error);
          }
        },
        cancel: () => file.close(),
      },
      { highWaterMark: 0 },
    );
  }

  async #delete(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.#files.rm(path, { recursive: true, force: true });
  }

  async #modifiedAt(path: string): Promise<number> {
    try {
      return (await this.#files.stat(path)).mtimeMs;
    } catch (error) {
      // Somebody else has deleted it.
      if (isMissing(error)) return Number.POSITIVE_INFINITY;
      throw error;
    }
  }

  #roomOf(id: string): string {
    return `${this.#folder}/${id.slice(0, roomChars)}`;
  }

  #pathOf(id: string): string {
    return `${this.#roomOf(id)}/${id.slice(roomChars)}`;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk.subarray(at))).bytesWritten;
}
