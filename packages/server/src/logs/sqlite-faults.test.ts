import { createSqliteLog } from "@ws-chat/server/sqlite";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Database } from "./database.ts";
import type { Appended, Log, NewEntry } from "./log.ts";
import { type Breakable, logFaultSuite } from "./log-fault-suite.test-support.ts";
import { SqlLog } from "./sql-log.ts";
import { migrate, schemaVersion } from "./sql-schema.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

const writer = fileURLToPath(new URL("sqlite-writer.test-support.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ws-chat-sqlite-"));
const children = new Set<ChildProcess>();

afterEach(async () => {
  const ends = [...children].map((child) => once(child, "close"));
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(ends);
});
afterAll(() => rmSync(folder, { recursive: true }));

const everything = { limit: 1_000_000, maxBytes: 1_000_000_000 };
const retention = { entries: 1_000_000, ageMs: Number.POSITIVE_INFINITY, now: Date.now };

function said(id: string, text = "x"): NewEntry {
  return { kind: "message", id, from: { id: "v:ada", role: "visitor" }, ts: 0, text };
}

/** The lines that a writer has printed, and those to come. */
class Writer {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  #rest = "";
  #changed = Promise.withResolvers<void>();

  constructor(file: string, mode: "hold" | "burst" | "open", command = [process.execPath]) {
    const [program = "", ...args] = command;
    this.child = spawn(program, [...args, "--conditions=@ws-chat/source", "--no-warnings", writer, file, mode], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.add(this.child);
    this.child.once("close", () => {
      children.delete(this.child);
      this.#changed.resolve();
    });
    this.child.stdout?.on("data", (chunk) => {
      const lines = (this.#rest + String(chunk)).split("\n");
      this.#rest = lines.pop() ?? "";
      this.lines.push(...lines);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    });
  }

  async printed(count: number): Promise<readonly string[]> {
    while (this.lines.length < count) {
      if (!children.has(this.child)) throw new Error(`the writer ended after ${this.lines.length} lines`);
      await this.#changed.promise;
    }
    return this.lines;
  }

  async kill(): Promise<void> {
    const end = once(this.child, "close");
    this.child.kill("SIGKILL");
    await end;
  }
}

const codeOf = (file: string): Promise<unknown> =>
  createSqliteLog({ file }).then(
    (log) => log.close(),
    (error: unknown) => (error as { code?: string }).code,
  );

describe("a process killed in the middle of a burst", () => {
  it("leaves everything that it acknowledged, once, and the numbers without a hole", { timeout: 30_000 }, async () => {
    const file = join(folder, "killed.db");
    const acknowledged = new Map<string, number>();
    for (const acks of [40, 200, 700]) {
      const burst = new Writer(file, "burst");
      await burst.printed(acks);
      await burst.kill();
      for (const line of burst.lines.slice(1)) {
        const [id = "", seq] = line.split(" ");
        expect(acknowledged.has(id), `${id} is acknowledged once`).toBe(false);
        acknowledged.set(id, Number(seq));
      }
    }
    const log = await createSqliteLog({ file });
    const { entries, newest } = await log.read("lobby", everything);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: newest }, (_, at) => at + 1));
    const stored = new Map(entries.map(({ id, seq }) => [id, seq]));
    expect(stored.size).toBe(entries.length);
    expect([...acknowledged].filter(([id, seq]) => stored.get(id) !== seq)).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(700);
    const again = await Promise.all(entries.map((entry) => log.append("lobby", said(entry.id))));
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(["repeat"]));
    await log.close();
  });
});

describe("a file that cannot be used", () => {
  it("is refused to a second process, until the first is gone", async () => {
    const file = join(folder, "shared.db");
    const first = new Writer(file, "hold");
    await first.printed(1);
    const second = new Writer(file, "open");
    expect(await second.printed(1)).toEqual([
      expect.stringMatching(/^in-use: .*shared\.db is in use by another process, .*; one process a file$/),
    ]);
    await first.kill();
    expect(await codeOf(file)).toBeUndefined();
  });

  it("is refused with both versions named when a newer version wrote it, and left as it was", async () => {
    const file = join(folder, "newer.db");
    await (await createSqliteLog({ file })).close();
    const database = await openSqliteDatabase(file);
    database.setVersion(schemaVersion + 1);
    database.close();
    const bytes = readFileSync(file);
    const refusal = createSqliteLog({ file });
    await expect(refusal).rejects.toMatchObject({ code: "newer" });
    await expect(refusal).rejects.toThrow(new RegExp(`version ${schemaVersion + 1}.*knows ${schemaVersion} at most`));
    expect(readFileSync(file)).toEqual(bytes);
  });

  it("is refused when it is another program's database, and left as it was", async () => {
    const file = join(folder, "foreign.db");
    const { DatabaseSync } = await import("node:sqlite");
    const foreign = new DatabaseSync(file);
    foreign.exec("CREATE TABLE rooms (name TEXT)");
    foreign.close();
    expect(await codeOf(file)).toBe("foreign");
    const after = new DatabaseSync(file);
    expect(after.prepare("SELECT name FROM sqlite_schema").all()).toMatchObject([{ name: "rooms" }]);
    after.close();
  });

  it("is refused when it is damaged", async () => {
    const garbage = join(folder, "garbage.db");
    writeFileSync(garbage, "not a database ".repeat(1_000));
    expect(await codeOf(garbage)).toBe("damaged");
    expect(readFileSync(garbage, "utf8")).toMatch(/^not a database/);
  });

  it("rejects reads and appends that meet a damaged page", async () => {
    const whole = join(folder, "whole.db");
    const filled = await createSqliteLog({ file: whole });
    await Promise.all(Array.from({ length: 200 }, (_, at) => filled.append("lobby", said(`${at}`, "x".repeat(1_000)))));
    await filled.close();
    const file = join(folder, "damaged.db");
    copyFileSync(whole, file);
    const bytes = readFileSync(file);
    // Not the first page of each table and index, which opening reads.
    writeFileSync(file, bytes.fill(0xa5, 4_096 * 8));
    const log = await createSqliteLog({ file });
    await expect(log.read("lobby", everything)).rejects.toMatchObject({ code: "damaged" });
    await expect(log.append("lobby", said("new"))).rejects.toMatchObject({ code: "damaged" });
    await log.close();
  });

  it("is refused where there is no folder for it", async () => {
    expect(await codeOf(join(folder, "nowhere", "chat.db"))).toBe("unwritable");
    expect(await codeOf(folder)).toBe("unwritable");
  });

  it("is refused where the folder or the file may only be read", async () => {
    // The administrator may write anywhere, and there may be nobody else, so one without that privilege tries.
    const caps = "-dac_override,-dac_read_search";
    const humbly = ["setpriv", `--inh-caps=${caps}`, `--bounding-set=${caps}`];
    const command = [...(process.getuid?.() === 0 ? humbly : []), process.execPath];
    const closed = join(folder, "closed");
    mkdirSync(closed);
    const file = join(closed, "chat.db");
    await (await createSqliteLog({ file })).close();
    chmodSync(file, 0o444);
    chmodSync(closed, 0o555);
    const refusalOf = async (path: string) => (await new Writer(path, "open", command).printed(1))[0];
    expect(await refusalOf(join(closed, "new.db"))).toMatch(/^unwritable: .*new\.db cannot be opened; .* written to$/);
    expect(await refusalOf(file)).toMatch(/^failed: .*chat\.db cannot be .* written to$/);
    chmodSync(closed, 0o755);
    expect(await refusalOf(file)).toMatch(/^failed: .*chat\.db cannot be .* written to$/);
  });
});

/** A log in a file that a test may forbid to write, copy and put back. */
async function openBreakable(): Promise<Breakable> {
  files += 1;
  const file = join(folder, `breakable-${files}.db`);
  const open = async () => {
    const database = await openSqliteDatabase(file);
    migrate(database);
    return { database, log: new SqlLog(database, retention, setImmediate) };
  };
  let current = await open();
  const reopened = async (between: () => void): Promise<Log> => {
    await current.log.close();
    between();
    current = await open();
    return current.log;
  };
  return {
    log: current.log,
    breakDown: async () => current.database.run("PRAGMA query_only = 1"),
    mend: async () => current.database.run("PRAGMA query_only = 0"),
    backUp: () => reopened(() => copyFileSync(file, `${file}.backup`)),
    restore: () => reopened(() => copyFileSync(`${file}.backup`, file)),
    close: () => current.log.close(),
  };
}
let files = 0;
logFaultSuite("sqlite", openBreakable);

/** A log on a database that a test can reach into. */
async function openReachable(name: string): Promise<{ log: SqlLog; database: Database; turn(): void }> {
  const database = await openSqliteDatabase(join(folder, name));
  migrate(database);
  const deferred: (() => void)[] = [];
  const log = new SqlLog(database, retention, (run) => deferred.push(run));
  return { log, database, turn: () => deferred.splice(0).forEach((run) => run()) };
}

const statusesOf = async (appends: readonly Promise<Appended>[]): Promise<unknown[]> =>
  (await Promise.allSettled(appends)).map((one) => (one.status === "fulfilled" ? one.value.outcome : one.reason.code));

describe("a full disk", () => {
  it("rejects all that shared the transaction, delivers none of it, and takes more once there is room", async () => {
    const { log, database, turn } = await openReachable("full.db");
    const delivered: string[] = [];
    await log.subscribe("lobby", { entry: ({ id }) => delivered.push(id), signal() {}, lost() {} });
    const before = log.append("lobby", said("before"));
    turn();
    expect(await statusesOf([before])).toEqual(["stored"]);
    const [{ page_count: pages } = { page_count: 0 }] = [...database.rows("PRAGMA page_count")];
    database.run(`PRAGMA max_page_count = ${pages}`);
    const sent = ["small", "large", "later"];
    const failing = sent.map((id) => log.append("lobby", said(id, id === "large" ? "x".repeat(100_000) : "x")));
    turn();
    expect(await statusesOf(failing)).toEqual(["full", "full", "full"]);
    expect((await log.read("lobby", everything)).entries.map(({ id }) => id)).toEqual(["before"]);
    expect(delivered).toEqual(["before"]);

    database.run("PRAGMA max_page_count = 100000");
    const again = sent.map((id) => log.append("lobby", said(id)));
    turn();
    expect(await statusesOf(again)).toEqual(["stored", "stored", "stored"]);
    expect(delivered).toEqual(["before", "small", "large", "later"]);
    await log.close();
  });
});

describe("an append that the database refuses", () => {
  it("spoils its own transaction alone", async () => {
    const { log, turn } = await openReachable("refused.db");
    const failing = [log.append("lobby", said("good")), log.append("lobby", { ...said("bad"), ts: Number.NaN })];
    turn();
    expect(await statusesOf(failing)).toEqual(["failed", "failed"]);
    const again = [log.append("lobby", said("good"))];
    turn();
    expect(await Promise.all(again)).toMatchObject([{ outcome: "stored", entry: { seq: 1 } }]);
    await log.close();
  });
});

describe("the appends of one tick", () => {
  it("share a transaction, and are delivered before whoever waits for them goes on", async () => {
    const { log, database, turn } = await openReachable("tick.db");
    let transactions = 0;
    const { transaction } = database;
    database.transaction = (steps) => {
      transactions += 1;
      return transaction.call(database, steps) as ReturnType<typeof steps>;
    };
    const order: string[] = [];
    await log.subscribe("a", { entry: ({ id }) => order.push(`a ${id}`), signal() {}, lost() {} });
    await log.subscribe("b", { entry: ({ id }) => order.push(`b ${id}`), signal() {}, lost() {} });
    const appends = Array.from({ length: 50 }, (_, at) => log.append(at % 2 ? "a" : "b", said(`${at}`)));
    void appends[0]?.then(() => order.push("first acknowledged"));
    const reading = log.read("a", everything);
    expect(transactions).toBe(0);
    turn();
    await Promise.all(appends);
    expect(transactions).toBe(1);
    expect((await reading).newest).toBe(25);
    expect(order).toEqual([
      ...Array.from({ length: 50 }, (_, at) => `${at % 2 ? "a" : "b"} ${at}`),
      "first acknowledged",
    ]);
    await log.close();
  });

  it("take along what is said of debts, in the order of the calls", async () => {
    const { log, database, turn } = await openReachable("debts.db");
    let transactions = 0;
    const { transaction } = database;
    database.transaction = (steps) => {
      transactions += 1;
      return transaction.call(database, steps) as ReturnType<typeof steps>;
    };
    const { debts } = log;
    const a = { room: "lobby", reply: "a", attempt: 1 };
    const b = { room: "lobby", reply: "b", attempt: 1 };
    const results = Promise.all([
      log.append("lobby", said("1"), { owes: { ...a, asker: "{}", leaseMs: 0 } }),
      debts.owe("lobby", 1, { ...b, asker: "{}", leaseMs: 9_999 }),
      debts.renew(b, 9_999, "shown"),
      debts.claim(9, 9_999),
      debts.renew(a, 9_999),
      debts.strike(b),
      debts.renew(b, 9_999),
      log.append("lobby", said("2"), { pays: { ...a, attempt: 2 } }),
    ]);
    expect(transactions).toBe(0);
    turn();
    expect(transactions).toBe(1);
    const claimed = [{ room: "lobby", reply: "a", attempt: 2, question: 1, asker: "{}", text: "" }];
    const stored = expect.objectContaining({ outcome: "stored" });
    expect(await results).toEqual([stored, undefined, true, claimed, false, undefined, false, stored]);
    await log.close();
  });

  it("wait for the disk as one when they are made in one go", async () => {
    const log = await createSqliteLog({ file: join(folder, "go.db") });
    const seqs: number[] = [];
    await log.subscribe("lobby", { entry: ({ seq }) => seqs.push(seq), signal() {}, lost() {} });
    const heard = log.append("lobby", said("1")).then(() => [...seqs]);
    void log.append("lobby", said("2"));
    await Promise.resolve().then(() => log.append("lobby", said("3")));
    expect(await heard).toEqual([1, 2, 3]);
    await log.close();
  });
});
