export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/**
 * A SQL database that this process alone uses, synchronously: a file of SQLite's, or the storage of a Durable Object.
 * Whatever it throws MUST be fit to show to whoever runs the server.
 */
export interface Database {
  /** What messages call it. */
  readonly name: string;
  /** Runs one statement that gives nothing. */
  run(sql: string, ...values: readonly Value[]): void;
  /** The first row of one query. */
  row(sql: string, ...values: readonly Value[]): Row | undefined;
  /** Runs one query while it is iterated over. MUST let go of it when that ends early. */
  rows(sql: string, ...values: readonly Value[]): Iterable<Row>;
  /** All of `steps` or nothing: MUST leave everything as it was where they throw or cannot be stored, and throws that on. MUST be durable when it returns. */
  transaction<T>(steps: () => T): T;
  /** The version of the schema that was last set; 0 where none was. */
  getVersion(): number;
  setVersion(version: number): void;
  close(): void;
}

/** `foreign`: the data is somebody else's. `newer`: a later version of this package wrote it. */
export type DatabaseFault =
  | "in-use"
  | "unwritable"
  | "full"
  | "damaged"
  | "foreign"
  | "newer"
  | "unsupported"
  | "failed";

/** What keeps a database from being opened, read or written. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly code: DatabaseFault;

  constructor(code: DatabaseFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
