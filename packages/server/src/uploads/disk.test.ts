import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { UploadStore } from "@ws-chat/server";
import { createDiskUploads, type DiskUploadsOptions } from "@ws-chat/server/disk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DiskUploads } from "./disk-uploads.ts";
import { type FileSystem, loadFileSystem } from "./file-system.ts";
import { newUploadId, uploadPrefix } from "./upload-path.ts";

/** What a file takes up beside its bytes. */
const beside = 8_192;
const full = /is full: delete files, give an ageMs, or more totalBytes than \d+$/;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ws-chat-disk-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const open = (options: Partial<DiskUploadsOptions> = {}): Promise<UploadStore> =>
  createDiskUploads({ folder, ...options });

async function* inChunks(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size);
}

/** @returns its id */
async function put(store: UploadStore, bytes: AsyncIterable<Uint8Array>, room = "lobby"): Promise<string> {
  const id = newUploadId(room);
  await store.put({ id, room, user: "v:x", name: "a", type: "text/plain", ts: 0 }, bytes);
  return id;
}

/** What is in the folder, beneath what is always there. */
const left = (): string[] => globSync("**/*", { cwd: folder }).filter((path) => path !== "incoming");

describe("createDiskUploads", () => {
  it("takes files up to totalBytes, refuses what is beyond, and keeps nothing of that", async () => {
    const store = await open({ totalBytes: 2 * (beside + 1_000) });
    const [first, second] = [await put(store, inChunks(1_000)), await put(store, inChunks(500, 400))];
    const there = left();
    await expect(put(store, inChunks(1))).rejects.toThrow(full);
    expect(left()).toEqual(there);
    for (const id of [first, second]) expect(await store.get(id)).toBeDefined();
  });

  it("refuses a file while it comes, as soon as it is beyond totalBytes, and has its place for another", async () => {
    const store = await open({ totalBytes: beside + 1_000 });
    const read: number[] = [];
    const coming = async function* () {
      for (const size of [600, 600, 600]) {
        read.push(size);
        yield new Uint8Array(size);
      }
    };
    for (let time = 0; time < 3; time += 1) await expect(put(store, coming())).rejects.toThrow(full);
    expect(read).toHaveLength(6);
    expect(left()).toEqual([]);
    await put(store, inChunks(1_000));
  });

  it("has room again once files are gone, whichever way they went", async () => {
    const store = await open({ totalBytes: beside + 1_000 });
    const ways: readonly ((id: string) => Promise<void> | undefined)[] = [
      (id) => store.remove(id),
      () => store.removeAll(uploadPrefix("lobby")),
      () => store.removeBefore?.(Date.now() + 60_000),
    ];
    for (const remove of ways) {
      const id = await put(store, inChunks(1_000));
      await expect(put(store, inChunks(1))).rejects.toThrow(full);
      await remove(id);
    }
    await put(store, inChunks(1_000));
  });

  it("counts what was there before, and what is on its way, and nothing of what somebody else keeps there", async () => {
    await put(await open(), inChunks(1_000));
    writeFileSync(join(folder, "incoming", "A".repeat(44)), Buffer.alloc(1_000));
    mkdirSync(join(folder, "photos"));
    writeFileSync(join(folder, "photos", "wedding.jpg"), Buffer.alloc(100_000));
    const totalBytes = 3 * (beside + 1_000);
    await put(await open({ totalBytes }), inChunks(1_000));
    await expect(put(await open({ totalBytes }), inChunks(1))).rejects.toThrow(full);
  });

  it("leaves no folder of a room behind without a file in it", async () => {
    const store = await open();
    const [one, other] = [await put(store, inChunks(1)), await put(store, inChunks(1))];
    await store.remove(one);
    expect(await store.get(other)).toBeDefined();
    await store.remove(other);
    expect(left()).toEqual([]);
    await put(store, inChunks(1), "hall");
    await store.removeBefore?.(Date.now() + 60_000);
    expect(left()).toEqual([]);
  });

  it("takes a file whose room's folder goes at that moment, with the last file that was in it", async () => {
    const files = await loadFileSystem();
    const gone = vi.fn((path: string) => files.rmdir(path));
    const mkdir: FileSystem["mkdir"] = async (path, options) => {
      await files.mkdir(path, options);
      if (gone.mock.calls.length === 0 && !path.endsWith("incoming")) await gone(path);
    };
    const store = new DiskUploads({ ...files, mkdir }, folder, Number.MAX_SAFE_INTEGER);
    await store.open();
    expect(await store.get(await put(store, inChunks(1)))).toBeDefined();
    expect(gone).toHaveBeenCalledOnce();
  });

  it("has a file on the disk, and where it was moved to, before it is taken", async () => {
    const files = await loadFileSystem();
    const did: string[] = [];
    const nameOf = (path: string) => relative(folder, path).replaceAll(/[\w-]{22,}/g, "…");
    const watched: FileSystem = {
      ...files,
      async rename(from, to) {
        await files.rename(from, to);
        did.push(`move ${nameOf(to)}`);
      },
      async open(path, flags) {
        const file = await files.open(path, flags);
        const sync = file.sync.bind(file);
        return Object.assign(file, {
          async sync() {
            await sync();
            did.push(`sync ${nameOf(path)}`);
          },
        });
      },
    };
    const store = new DiskUploads(watched, folder, 100_000);
    await store.open();
    await put(store, inChunks(1_000));
    expect(did).toEqual(["sync incoming/…", "sync incoming/….json", "move …/…", "move …/….json", "sync …", "sync "]);
  });

  it("takes files again a minute after somebody has emptied its folder by hand", async () => {
    const store = await open({ totalBytes: beside + 1_000 });
    await put(store, inChunks(1_000));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    await expect(put(store, inChunks(1))).rejects.toThrow(full);
    vi.setSystemTime(Date.now() + 60_001);
    expect(await store.get(await put(store, inChunks(1)))).toBeDefined();
  });

  it.each<[Partial<DiskUploadsOptions>, RegExp]>([
    [{ folder: "" }, /folder \(""\) must be the path of a folder/],
    [{ totalBytes: 0 }, /totalBytes \(0\) must be a number of bytes from 1/],
    [{ totalBytes: Number.NaN }, /totalBytes \(NaN\) must be/],
  ])("refuses %o and names the remedy", async (options, message) => {
    await expect(open(options)).rejects.toThrow(message);
  });
});
