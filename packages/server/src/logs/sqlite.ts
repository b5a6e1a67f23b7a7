import type { Log } from "./log.ts";
import { LogOptions, type Retention } from "./log-options.ts";
import { SqlLog } from "./sql-log.ts";
import { migrate } from "./sql-schema.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

export { DatabaseError, type DatabaseFault } from "./database.ts";

export interface SqliteLogOptions {
  /** Where the rooms are kept; created where it does not exist, in a folder that does. SQLite keeps a second file beside it, named `…-wal`. */
  readonly file: string;
  /** Entries kept of each room. @default 100000 */
  readonly entries?: number;
  /** How long entries are kept, milliseconds. What is older is shown no more, and deleted as others write. @default for ever */
  readonly ageMs?: number;
  /** Milliseconds since 1970, for `ageMs`. @default Date.now */
  readonly now?: () => number;
}

/**
 * Rooms in one file, with the SQLite built into Node 22.13, Deno 2.2 and Bun: what it has acknowledged is on the disk. One process a file.
 * @throws {TypeError} naming the option that is wrong.
 * @throws {DatabaseError} where the file cannot be used; its `code` says why. Appends that cannot be stored reject with one, too.
 */
export async function createSqliteLog(options: SqliteLogOptions): Promise<Log> {
  const { file, retention } = resolveOptions(options);
  const database = await openSqliteDatabase(file);
  try {
    migrate(database);
    return new SqlLog(database, retention, afterInput);
  } catch (error) {
    database.close();
    throw error;
  }
}

const names: readonly string[] = ["file", "entries", "ageMs", "now"] satisfies (keyof SqliteLogOptions)[];

function resolveOptions(options: SqliteLogOptions): { file: string; retention: Retention } {
  const checks = new LogOptions("createSqliteLog", options, names);
  const { file } = options;
  if (typeof file !== "string" || file === "") {
    checks.refuse("file", file, 'must be the path of a file, such as "chat.db"');
  }
  return { file, retention: checks.retention(options, 100_000) };
}

/** The runtimes with SQLite have `setImmediate`, which comes when all that has arrived was read: appends made in answer to it share a transaction. */
function afterInput(run: () => void): void {
  // The cast: no standard lists it.
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void };
  if (setImmediate) setImmediate(run);
  else setTimeout(run);
}
