import type { Debt, DebtKey, Debts, NewDebt } from "./log.ts";
import type { RedisKeys, ShardKeys } from "./redis-keys.ts";
import type { RedisRunner } from "./redis-runner.ts";

/** As the scripts keep it. */
type Stored = readonly [attempt: number, question: number, asker: string, text: string];

/** Replies owed, spread over the shards like their rooms. */
export class RedisDebts implements Debts {
  readonly #keys: RedisKeys;
  readonly #runner: RedisRunner;
  /** Where the next claim begins, so that no shard comes last for ever. */
  #turn = 0;

  constructor(keys: RedisKeys, runner: RedisRunner) {
    this.#keys = keys;
    this.#runner = runner;
  }

  /** Two round trips: which shards have any, then so many from each. */
  async claim(max: number, leaseMs: number): Promise<readonly Debt[]> {
    this.#turn = (this.#turn + 1) % this.#keys.shards.length;
    const { shards } = this.#keys;
    const inTurn = [...shards.slice(this.#turn), ...shards.slice(0, this.#turn)];
    const due = await Promise.all(inTurn.map(({ leases }) => this.#runner.run("countDue", [leases], [])));
    let left = max;
    const claims = inTurn.flatMap((shard, at) => {
      const count = Math.min(left, Number(due[at]));
      left -= count;
      return count > 0 ? [this.#claimFrom(shard, count, leaseMs)] : [];
    });
    return settledParts(await Promise.allSettled(claims));
  }

  async renew({ room, reply, attempt }: DebtKey, leaseMs: number, text?: string): Promise<boolean> {
    const { debts, leases } = this.#keys.of(room).shard;
    const values = [debtName(room, reply), String(attempt), String(leaseMs), ...(text === undefined ? [] : [text])];
    return (await this.#runner.run("renew", [debts, leases], values)) === 1;
  }

  async strike({ room, reply, attempt }: DebtKey): Promise<void> {
    const { debts, leases } = this.#keys.of(room).shard;
    await this.#runner.run("strike", [debts, leases], [debtName(room, reply), String(attempt)]);
  }

  async owe(room: string, seq: number, { reply, attempt, asker, leaseMs }: NewDebt): Promise<void> {
    const { debts, leases } = this.#keys.of(room).shard;
    await this.#runner.runInRoom(
      "owe",
      room,
      [debts, leases],
      [String(seq), debtName(room, reply), String(attempt), asker, String(leaseMs)],
    );
  }

  async #claimFrom({ debts, leases }: ShardKeys, count: number, leaseMs: number): Promise<readonly Debt[]> {
    // The cast: that is what the script returns.
    const parts = (await this.#runner.run("claim", [debts, leases], [String(count), String(leaseMs)])) as string[];
    return Array.from({ length: parts.length / 2 }, (_, at) => {
      const [room, reply] = JSON.parse(parts[at * 2] ?? "") as [string, string];
      const [attempt, question, asker, text] = JSON.parse(parts[at * 2 + 1] ?? "") as Stored;
      return { room, reply, attempt, question, asker, text };
    });
  }
}

/** What a debt is called among those of its shard; `debtsOf` is how those of a room begin. */
export function debtName(room: string, reply: string): string {
  return JSON.stringify([room, reply]);
}

export function debtsOf(room: string): string {
  return `[${JSON.stringify(room)},`;
}

/** What was claimed is the caller's, whatever became of the rest. */
function settledParts(parts: readonly PromiseSettledResult<readonly Debt[]>[]): readonly Debt[] {
  const debts = parts.flatMap((part) => (part.status === "fulfilled" ? part.value : []));
  const failed = parts.find((part) => part.status === "rejected");
  if (failed && debts.length === 0) throw failed.reason;
  return debts;
}
