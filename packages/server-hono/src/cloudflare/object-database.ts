import { type Database, migrate, type Row, type Value } from "@ws-chat/server/host";
import type { ObjectStorage } from "./workers.ts";

const versionTable = "schema_version";

/**
 * The SQL storage of a Durable Object. It has no tables before something is inserted, and until then everything else finds nothing. What
 * a transaction has written leaves no trace outside before it is on the disk: the runtime holds back what is sent until then.
 */
export class ObjectDatabase implements Database {
  readonly name = "the Durable Object's storage";
  readonly #storage: ObjectStorage;
  readonly #written: () => void;
  #isThere: boolean;

  /** `written` is called after each transaction, in the same step. */
  constructor(storage: ObjectStorage, written: () => void) {
    this.#storage = storage;
    this.#written = written;
    this.#isThere = [...storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = ?", versionTable)].length > 0;
    if (this.#isThere) migrate(this);
  }

  run(sql: string, ...values: readonly Value[]): void {
    if (!this.#isThere && !this.#create(sql)) return;
    this.#storage.sql.exec(sql, ...values);
  }

  row(sql: string, ...values: readonly Value[]): Row | undefined {
    for (const row of this.rows(sql, ...values)) return row;
    return undefined;
  }

  rows(sql: string, ...values: readonly Value[]): Iterable<Row> {
    return this.#isThere || this.#create(sql) ? this.#storage.sql.exec(sql, ...values) : [];
  }

  transaction<T>(steps: () => T): T {
    const wasThere = this.#isThere;
    try {
      return this.#storage.transactionSync(steps);
    } catch (error) {
      this.#isThere = wasThere;
      throw error;
    } finally {
      this.#written();
    }
  }

  getVersion(): number {
    for (const { version } of this.rows(`SELECT version FROM ${versionTable}`)) return Number(version);
    return 0;
  }

  setVersion(version: number): void {
    this.run(`DELETE FROM ${versionTable}`);
    this.run(`INSERT INTO ${versionTable} (version) VALUES (?)`, version);
  }

  /** The object's storage is open for as long as the object is there. */
  close(): void {}

  #create(sql: string): boolean {
    if (!sql.startsWith("INSERT")) return false;
    this.#isThere = true;
    this.#storage.sql.exec(`CREATE TABLE ${versionTable} (version INTEGER NOT NULL) STRICT`);
    migrate(this);
    return true;
  }
}
