import type { ByteRange } from "./upload-store.ts";

/** What is used of `node:fs/promises`, which Node, Bun and Deno have. */
export interface FileSystem {
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
  open(path: string, flags: "r" | "wx"): Promise<FileHandle>;
  readFile(path: string, encoding: "utf8"): Promise<string>;
  readdir(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  rm(path: string, options: { readonly recursive: true; readonly force: true }): Promise<void>;
  stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }>;
}

interface FileHandle {
  read(into: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  stat(): Promise<{ readonly size: number }>;
  close(): Promise<void>;
}

/** @throws {Error} where the runtime has no files. */
export async function loadFileSystem(): Promise<FileSystem> {
  // In a variable, so that neither a bundler nor the types have to know it.
  const module = "node:fs/promises";
  // The cast: what it is documented to export.
  return (await import(module)) as FileSystem;
}

/** Whether there was no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

const chunkBytes = 65_536;

/** Writes a new file, and has it on the disk. */
export async function writeFile(
  files: FileSystem,
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const file = await files.open(path, "wx");
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk.subarray(at))).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Has on the disk what was moved into a folder, where the system knows of such a thing. */
export async function syncFolder(files: FileSystem, path: string): Promise<void> {
  // Windows opens no folders, and some network's file systems sync none.
  const folder = await files.open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** Part of a file, read as it is wanted. */
export async function readPart(
  files: FileSystem,
  path: string,
  { start, end }: ByteRange,
): Promise<ReadableStream<Uint8Array>> {
  const file = await files.open(path, "r");
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
