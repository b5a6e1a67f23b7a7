import type { DatabaseFault } from "./database.ts";

interface SqliteFault {
  readonly code: DatabaseFault;
  /** Goes on after the file's name. */
  readonly remedy: string;
}
interface KnownFault extends SqliteFault {
  /** SQLite's result code (sqlite.org/rescode.html), and its own words for it. */
  readonly result: number;
  readonly words: string;
}

/** What whoever runs the server can do something about. */
const knownFaults: readonly KnownFault[] = [
  {
    result: 5,
    words: "database is locked",
    code: "in-use",
    remedy: "is in use by another process, or by a log of this one that is not closed; one process a file",
  },
  {
    result: 8,
    words: "attempt to write a readonly database",
    code: "unwritable",
    remedy: "cannot be written to; check that it and its folder may be",
  },
  {
    result: 10,
    words: "disk I/O error",
    code: "failed",
    remedy: "cannot be read or written; check the disk, and that the file and its folder may be written to",
  },
  {
    result: 11,
    words: "database disk image is malformed",
    code: "damaged",
    remedy: "is damaged; restore it from a backup, or give another file",
  },
  { result: 13, words: "database or disk is full", code: "full", remedy: "cannot grow; the disk is full" },
  {
    result: 14,
    words: "unable to open database file",
    code: "unwritable",
    remedy: "cannot be opened; check that its folder exists and may be written to",
  },
  {
    result: 26,
    words: "file is not a database",
    code: "damaged",
    remedy: "is damaged, or no SQLite database; restore it from a backup, or give another file",
  },
];

/** What an error of SQLite's means, in whichever runtime; `undefined` for any other error. */
export function sqliteFaultIn(error: unknown): SqliteFault | undefined {
  if (!(error instanceof Error)) return undefined;
  // Node has the result as `errcode`, Bun as `errno`, Deno only says it in words.
  const { errcode, errno, code } = error as { errcode?: unknown; errno?: unknown; code?: unknown };
  const extended = errcode ?? errno;
  const { message } = error;
  if (typeof extended !== "number" && code !== "ERR_SQLITE_ERROR") return undefined;
  // The low byte is the result, the others say more.
  const isThis = ({ result, words }: KnownFault) =>
    typeof extended === "number" ? (extended & 0xff) === result : message.includes(words);
  return knownFaults.find(isThis) ?? { code: "failed", remedy: `failed: ${message}` };
}
