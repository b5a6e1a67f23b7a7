import { type Database, DatabaseError, type Row, type Value } from "./database.ts";
import { sqliteFaultIn } from "./sqlite-fault.ts";

/** What `DatabaseSync` of node:sqlite and `Database` of bun:sqlite have in common. */
interface Driver {
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): void;
}
interface Statement {
  run(...values: readonly Value[]): unknown;
  /** Node gives `undefined` where there is no row, and Bun `null`. */
  get(...values: readonly Value[]): Row | undefined | null;
  iterate(...values: readonly Value[]): Iterable<Row>;
  /** Bun's. Without it a closed database keeps its lock. */
  finalize?(): void;
}

/** Marks a file as ours: "wsch". */
const applicationId = 0x77736368;

/**
 * Opens the file with the SQLite that the runtime has built in, and creates it where there is none.
 * @throws {DatabaseError}
 */
export async function openSqliteDatabase(file: string): Promise<Database> {
  const Driver = await loadDriver();
  return new SqliteDatabase(file, () => new Driver(file));
}

async function loadDriver(): Promise<new (file: string) => Driver> {
  // In variables, so that neither a bundler nor the types of one runtime have to know the other's module.
  const [forBun, forOthers] = ["bun:sqlite", "node:sqlite"];
  try {
    // The casts: what these modules are documented to export.
    if ("Bun" in globalThis) return ((await import(forBun)) as { Database: new (file: string) => Driver }).Database;
    return ((await import(forOthers)) as { DatabaseSync: new (file: string) => Driver }).DatabaseSync;
  } catch (cause) {
    throw new DatabaseError(
      "unsupported",
      "this runtime has no SQLite built in; use Node 22.13 or later, Deno 2.2 or later, or Bun",
      { cause },
    );
  }
}

class SqliteDatabase implements Database {
  readonly name: string;
  readonly #driver: Driver;
  readonly #statements = new Map<string, Statement>();

  constructor(file: string, open: () => Driver) {
    this.name = file;
    this.#driver = this.#translated(open);
    try {
      this.#translated(() => this.#setUp());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  run(sql: string, ...values: readonly Value[]): void {
    this.#translated(() => this.#statement(sql).run(...values));
  }

  row(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#translated(() => this.#statement(sql).get(...values)) ?? undefined;
  }

  *rows(sql: string, ...values: readonly Value[]): Iterable<Row> {
    try {
      yield* this.#statement(sql).iterate(...values);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  transaction<T>(steps: () => T): T {
    return this.#translated(() => {
      this.#driver.exec("BEGIN IMMEDIATE");
      try {
        const result = steps();
        this.#driver.exec("COMMIT");
        return result;
      } catch (error) {
        this.#rollBack();
        throw error;
      }
    });
  }

  getVersion(): number {
    return this.#pragma("user_version");
  }

  setVersion(version: number): void {
    this.#translated(() => this.#driver.exec(`PRAGMA user_version = ${version}`));
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.finalize?.();
    this.#statements.clear();
    this.#driver.close();
  }

  #setUp(): void {
    this.#driver.exec("PRAGMA locking_mode = EXCLUSIVE");
    this.#driver.exec("PRAGMA journal_mode = WAL");
    this.#driver.exec("PRAGMA synchronous = FULL");
    // Takes the lock, and finds out whether the file can be written to, before anybody relies on it.
    this.transaction(() => {
      const isOurs = this.#pragma("application_id") === applicationId;
      const isEmpty = [...this.rows("SELECT 1 FROM sqlite_schema LIMIT 1")].length === 0;
      if (!isOurs && !isEmpty) {
        throw new DatabaseError("foreign", `${this.name} is another program's database; give another file`);
      }
      if (!isOurs) this.#driver.exec(`PRAGMA application_id = ${applicationId}`);
    });
  }

  #rollBack(): void {
    try {
      this.#driver.exec("ROLLBACK");
    } catch {
      // SQLite has done so itself, as it does after some errors, a full disk among them.
    }
  }

  #pragma(name: string): number {
    const [row] = this.rows(`PRAGMA ${name}`);
    return Number(row?.[name]);
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#driver.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #translated<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #translate(error: unknown): unknown {
    const fault = sqliteFaultIn(error);
    return fault ? new DatabaseError(fault.code, `${this.name} ${fault.remedy}`, { cause: error }) : error;
  }
}
