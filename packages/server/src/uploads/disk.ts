import { DiskUploads } from "./disk-uploads.ts";
import { loadFileSystem } from "./file-system.ts";
import type { UploadStore } from "./upload-store.ts";

export interface DiskUploadsOptions {
  /** Where files are kept; created where it does not exist. Processes that serve one chat share it. */
  readonly folder: string;
  /** The most that all files may take up together: their bytes, and 8 KB for each. @default 10737418240 */
  readonly totalBytes?: number;
}

/**
 * Keeps files in a folder, on Node, Bun and Deno. What is there is whole: a file is written beside, and moved in at its end.
 * @throws {TypeError} (rejects) names an option that cannot work, and the remedy. Rejects where the folder cannot be written to.
 */
export async function createDiskUploads(options: DiskUploadsOptions): Promise<UploadStore> {
  const { folder, totalBytes = 10_737_418_240 } = options;
  if (typeof folder !== "string" || folder === "") {
    throw new TypeError(
      `createDiskUploads: folder (${JSON.stringify(folder)}) must be the path of a folder, such as "uploads"`,
    );
  }
  if (!Number.isSafeInteger(totalBytes) || totalBytes < 1) {
    throw new TypeError(`createDiskUploads: totalBytes (${totalBytes}) must be a number of bytes from 1`);
  }
  const store = new DiskUploads(await loadFileSystem(), folder, totalBytes);
  await store.open();
  return store;
}
