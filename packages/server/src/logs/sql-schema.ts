import { type Database, DatabaseError } from "./database.ts";

/** Step n leads from version n to n + 1. A step that was released is never changed. */
const steps: readonly (readonly string[])[] = [
  [
    // A room's row outlives its entries, so that no number is given twice.
    `CREATE TABLE rooms (
      key INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      epoch TEXT NOT NULL,
      newest INTEGER NOT NULL
    ) STRICT`,
    `CREATE TABLE entries (
      room INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      author TEXT NOT NULL,
      id TEXT NOT NULL,
      ts REAL NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (room, seq)
    ) STRICT, WITHOUT ROWID`,
    "CREATE UNIQUE INDEX entries_by_author ON entries (room, author, id)",
  ],
  [
    `CREATE TABLE debts (
      room INTEGER NOT NULL,
      reply TEXT NOT NULL,
      question INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      asker TEXT NOT NULL,
      text TEXT NOT NULL,
      until REAL NOT NULL,
      PRIMARY KEY (room, reply)
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX debts_by_lease ON debts (until)",
    // Of the newest entry; null where none is left.
    "ALTER TABLE rooms ADD COLUMN ts REAL",
    "UPDATE rooms SET ts = (SELECT ts FROM entries WHERE room = key AND seq = newest)",
    "CREATE INDEX rooms_by_time ON rooms (ts, name)",
  ],
];

/** The version of the schema that this code reads and writes. */
export const schemaVersion = steps.length;

/**
 * Brings the tables to `schemaVersion`, all the way or not at all.
 * @throws {DatabaseError} `newer` where a later version wrote them.
 */
export function migrate(database: Database): void {
  database.transaction(() => {
    const version = database.getVersion();
    if (version > schemaVersion) {
      throw new DatabaseError(
        "newer",
        `${database.name} has schema version ${version}, and this @ws-chat/server knows ${schemaVersion} at most; ` +
          "update @ws-chat/server, or give it another file",
      );
    }
    for (const statement of steps.slice(version).flat()) database.run(statement);
    if (version < schemaVersion) database.setVersion(schemaVersion);
  });
}
