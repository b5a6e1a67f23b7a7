import { createSqliteLog } from "@ws-chat/server/sqlite";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Log, NewEntry } from "./log.ts";

const folder = mkdtempSync(join(tmpdir(), "ws-chat-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

const question: NewEntry = { kind: "message", id: "q", from: { id: "v:ada", role: "visitor" }, ts: 0, text: "?" };
const key = { room: "lobby", reply: "a", attempt: 1 };

const ask = (log: Log, leaseMs: number) =>
  log.append("lobby", question, { owes: { reply: "a", attempt: 1, asker: "{}", leaseMs } });

describe("a debt in a file", () => {
  it("is its holder's for exactly as long as the lease, and nobody's after it", async () => {
    let now = 1_000;
    const log = await createSqliteLog({ file: join(folder, "lease.db"), now: () => now });
    await ask(log, 500);
    now = 1_499;
    expect(await log.debts?.claim(1, 100)).toEqual([]);
    now = 1_500;
    expect(await log.debts?.claim(1, 100)).toMatchObject([{ attempt: 2 }]);
    now = 1_599;
    expect(await log.debts?.claim(1, 100)).toEqual([]);
    expect(await log.debts?.renew({ ...key, attempt: 2 }, 300)).toBe(true);
    now = 1_898;
    expect(await log.debts?.claim(1, 100)).toEqual([]);
    now = 1_899;
    expect(await log.debts?.claim(1, 100)).toMatchObject([{ attempt: 3 }]);
    await log.debts?.owe("lobby", 1, { reply: "a", attempt: 4, asker: "{}", leaseMs: 50 });
    now = 1_948;
    expect(await log.debts?.claim(1, 100)).toEqual([]);
    now = 1_949;
    expect(await log.debts?.claim(1, 100)).toMatchObject([{ attempt: 5 }]);
    await log.close();
  });

  it("is first given to whoever claims where several are nobody's and it has been so for longest", async () => {
    let now = 1_000;
    const log = await createSqliteLog({ file: join(folder, "order.db"), now: () => now });
    await ask(log, 700);
    for (const [reply, leaseMs] of Object.entries({ late: 900, early: 300, middle: 500 })) {
      await log.debts?.owe("lobby", 1, { reply, attempt: 1, asker: "{}", leaseMs });
    }
    now = 2_000;
    for (const reply of ["early", "middle", "a", "late"]) {
      expect(await log.debts?.claim(1, 9_999)).toMatchObject([{ reply }]);
    }
    await log.close();
  });

  it("is nobody's when the file is opened, whatever its lease, as its holder is gone", async () => {
    const file = join(folder, "opened.db");
    const log = await createSqliteLog({ file });
    await ask(log, 600_000);
    await log.debts?.renew(key, 600_000, "shown");
    await log.close();
    const again = await createSqliteLog({ file });
    expect(await again.debts?.claim(1, 600_000)).toMatchObject([{ attempt: 2, text: "shown" }]);
    expect(await again.debts?.claim(1, 600_000)).toEqual([]);
    await again.close();
  });

  it("has its attempt counted on the disk when a claim resolves", async () => {
    const file = join(folder, "counted.db");
    const log = await createSqliteLog({ file });
    await ask(log, 0);
    expect(await log.debts?.claim(1, 600_000)).toMatchObject([{ attempt: 2 }]);
    // What a process that dies now leaves behind.
    const left = join(folder, "left.db");
    for (const suffix of ["", "-wal"]) copyFileSync(`${file}${suffix}`, `${left}${suffix}`);
    await log.close();
    const after = await createSqliteLog({ file: left });
    expect(await after.debts?.claim(1, 600_000)).toMatchObject([{ attempt: 3 }]);
    await after.close();
  });
});
