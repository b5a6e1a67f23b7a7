import { DiskSpace } from "./disk-space.ts";
import { type FileSystem, isMissing, readPart, syncFolder, writeFile } from "./file-system.ts";
import { isUploadId } from "./upload-path.ts";
import type { FoundUpload, StoredUpload, Upload, UploadStore } from "./upload-store.ts";

/** Until they are whole, files are here. */
const incoming = "incoming";
/** What nobody has added to for as long was left behind by a process that died. */
const staleMs = 3_600_000;
/** What a file takes up beside its bytes: the block that it does not fill, and what is noted of it. */
const besideBytes = 8_192;
/** Names of files are no longer than this whatever the alphabet of the system; ids are 44 characters. */
const roomChars = 22;

/** Files in a folder. What is there is whole: a file is written beside, and moved in at its end. */
export class DiskUploads implements UploadStore {
  readonly #files: FileSystem;
  readonly #folder: string;
  readonly #space: DiskSpace;

  constructor(files: FileSystem, folder: string, totalBytes: number) {
    this.#files = files;
    this.#folder = folder;
    this.#space = new DiskSpace(folder, totalBytes, () => this.#count());
  }

  /** Makes its folders, deletes what was never finished, and looks what there is. */
  async open(): Promise<void> {
    const folder = await this.#incoming();
    for (const name of await this.#files.readdir(folder)) {
      const path = `${folder}/${name}`;
      // Another process may be writing to it.
      const found = await this.#stat(path);
      if (found && Date.now() - found.mtimeMs > staleMs) await this.#delete(path);
    }
    await this.#space.look();
  }

  async put(upload: Upload, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    // Each time: somebody may have emptied the folder, to have space again.
    const written = `${await this.#incoming()}/${upload.id}`;
    let taken = 0;
    const take = async (more: number): Promise<void> => {
      await this.#space.take(more);
      taken += more;
    };
    try {
      await take(besideBytes);
      await writeFile(this.#files, written, taking(bytes, take));
      await writeFile(this.#files, `${written}.json`, [new TextEncoder().encode(JSON.stringify(upload))]);
      await this.#moveIn(written, upload.id);
    } catch (error) {
      await this.#delete(written, `${written}.json`, this.#pathOf(upload.id));
      this.#space.giveBack(taken);
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
      return { upload: stored, read: (range = { start: 0, end: size - 1 }) => readPart(this.#files, path, range) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    if (!isUploadId(id)) return;
    await this.#delete(`${this.#pathOf(id)}.json`, this.#pathOf(id));
    await this.#deleteEmptied(this.#roomOf(id));
  }

  async removeAll(prefix: string): Promise<void> {
    if (prefix.length !== roomChars || !isUploadId(prefix + prefix)) return;
    await this.#delete(this.#roomOf(prefix));
    this.#space.emptied();
  }

  async removeBefore(time: number): Promise<void> {
    for await (const { room, files } of this.#rooms()) {
      let isEmptier = false;
      for (const file of files) {
        const found = await this.#stat(file);
        if (!found || found.mtimeMs >= time) continue;
        await this.#delete(file);
        isEmptier = true;
      }
      if (isEmptier) await this.#deleteEmptied(room);
    }
  }

  /** The folder of those that are not whole, which is there then. */
  async #incoming(): Promise<string> {
    const folder = `${this.#folder}/${incoming}`;
    await this.#files.mkdir(folder, { recursive: true });
    return folder;
  }

  /** The folders of rooms, with what was put there. What somebody else keeps in the folder is no business of ours. */
  async *#rooms(): AsyncGenerator<{ readonly room: string; readonly files: readonly string[] }> {
    for (const name of await this.#files.readdir(this.#folder)) {
      if (name.length !== roomChars) continue;
      const room = `${this.#folder}/${name}`;
      const files = await this.#files.readdir(room).catch(() => []);
      yield {
        room,
        files: files.filter((file) => isUploadId(name + file.replace(/\.json$/, ""))).map((file) => `${room}/${file}`),
      };
    }
  }

  async #count(): Promise<number> {
    let bytes = 0;
    const add = async (file: string): Promise<void> => {
      const found = file.endsWith(".json") ? undefined : await this.#stat(file);
      if (found) bytes += found.size + besideBytes;
    };
    const folder = `${this.#folder}/${incoming}`;
    // First: what is moved in meanwhile counts twice then, and not at all the other way round.
    for (const name of await this.#files.readdir(folder)) await add(`${folder}/${name}`);
    for await (const { files } of this.#rooms()) for (const file of files) await add(file);
    return bytes;
  }

  async #moveIn(written: string, id: string): Promise<void> {
    const { mkdir, rename } = this.#files;
    const move = async (): Promise<void> => {
      await mkdir(this.#roomOf(id), { recursive: true });
      await rename(written, this.#pathOf(id));
    };
    await move().catch((error: unknown) => {
      // The folder was deleted in between, with the last file that was in it.
      if (isMissing(error)) return move();
      throw error;
    });
    // What is told of a file comes last: from then on it is found.
    await rename(`${written}.json`, `${this.#pathOf(id)}.json`);
    // A message that is stored tells of it. The room's folder may be new.
    for (const folder of [this.#roomOf(id), this.#folder]) await syncFolder(this.#files, folder);
  }

  async #delete(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.#files.rm(path, { recursive: true, force: true });
  }

  /** Something was deleted in a room's folder; it goes with its last file. */
  async #deleteEmptied(room: string): Promise<void> {
    this.#space.emptied();
    // It rejects where anything is left.
    await this.#files.rmdir(room).catch(() => {});
  }

  /** `undefined` where somebody has deleted it. */
  async #stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
    try {
      return await this.#files.stat(path);
    } catch (error) {
      if (isMissing(error)) return undefined;
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

async function* taking(
  chunks: AsyncIterable<Uint8Array>,
  take: (bytes: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await take(chunk.byteLength);
    yield chunk;
  }
}
