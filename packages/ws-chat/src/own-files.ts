import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** What belongs to a file by its name: SQLite's own files, and the uploads. Windows takes `name::$DATA` for the file itself. */
const belonging = /^(|:.*|-wal|-shm|-journal|-uploads([/\\].*)?)$/s;

/** Gives whether a path leads to one of `files`, or to what belongs to one, by whatever name. */
export function ownFiles(files: readonly string[]): (path: string) => boolean {
  const own = files.map(realPathOf);
  return (path) => {
    const real = realPathOf(path);
    return own.some((file) => real.startsWith(file) && belonging.test(real.slice(file.length)));
  };
}

/** The one path that stands for all: without links, and in the letters in which it is written on the disk. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // It is not there, or not yet.
    const folder = dirname(resolve(path));
    return folder === resolve(path) ? folder : join(realPathOf(folder), basename(path));
  }
}
