import { afterEach, beforeEach } from "vitest";
import type { Appended, Debt, DebtKey, Debts, Log, NewDebt, NewEntry } from "./log.ts";
import type { SuiteOptions } from "./log-suite.test-support.ts";

export const everything = { limit: 1_000, maxBytes: 1_000_000 };
const ada = { id: "v:ada", role: "visitor" };
const bot = { id: "bot", role: "assistant" };
/** A lease that no test outlives. */
export const long = 600_000;
/** A lease that a test can see run out. */
export const short = 20;

export const asked = (id: string, text = id): NewEntry => ({
  kind: "message",
  id,
  from: ada,
  ts: 1_700_000_000_000,
  text,
});
export const answered = (id: string, text = id): NewEntry => ({ ...asked(id, text), from: bot });
export const newDebt = (reply: string, leaseMs = long): NewDebt => ({
  reply,
  attempt: 1,
  asker: `{"user":"${reply}"}`,
  leaseMs,
});
export const keyOf = (reply: string, attempt = 1, room = "lobby"): DebtKey => ({ room, reply, attempt });

/** A log with debts, opened anew for each test, and what tests say to it. */
export class OwingLog {
  #log: Log | undefined;

  constructor(open: SuiteOptions["open"]) {
    beforeEach(() => this.reopen(() => open({ entries: 10 })));
    afterEach(() => this.log.close());
  }

  get log(): Log {
    if (!this.#log) throw new Error("the log is open while a test runs");
    return this.#log;
  }

  get debts(): Debts {
    const { debts } = this.log;
    if (!debts) throw new Error("a log that outlives its process has debts");
    return debts;
  }

  async reopen(open: () => Promise<Log>): Promise<void> {
    this.#log = await open();
  }

  ask(reply: string, leaseMs = long, room = "lobby"): Promise<Appended> {
    return this.log.append(room, asked(`q-${reply}`), { owes: newDebt(reply, leaseMs) });
  }

  pay(reply: string, attempt = 1, text = reply): Promise<Appended> {
    return this.log.append("lobby", answered(reply, text), { pays: { reply, attempt } });
  }

  /** Claims until that many came, as nothing tells when a lease runs out. */
  async claimed(count: number, leaseMs = long): Promise<Debt[]> {
    const given: Debt[] = [];
    while (given.length < count) given.push(...(await this.debts.claim(count - given.length, leaseMs)));
    return given;
  }

  /** Replies that are owed and nobody's. */
  async free(): Promise<string[]> {
    return (await this.debts.claim(100, long)).map(({ reply }) => reply).toSorted();
  }

  async textsIn(room = "lobby"): Promise<string[]> {
    return (await this.log.read(room, everything)).entries.map(({ text }) => text);
  }
}
