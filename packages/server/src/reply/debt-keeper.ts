import type { DebtKey, Debts, NewDebt } from "../logs/log.ts";
import type { ResolvedOptions } from "../options.ts";

/** A reply that this process owes, and works on. */
export class HeldDebt implements DebtKey {
  readonly room: string;
  readonly reply: string;
  attempt: number;
  /** What people were shown of it. */
  text = "";
  renewedAt: number;
  /** How much of `text` the log has. */
  keptChars = 0;
  onLost: (() => void) | undefined;
  #state: "owed" | "being-paid" | "lost" = "owed";
  readonly #keeper: DebtKeeper;

  constructor(keeper: DebtKeeper, { room, reply, attempt }: DebtKey, now: number) {
    this.#keeper = keeper;
    this.room = room;
    this.reply = reply;
    this.attempt = attempt;
    this.renewedAt = now;
  }

  /** Nobody works on it here any more. */
  release(): void {
    this.#keeper.release(this);
  }

  /** It is no longer this process's. */
  get isLost(): boolean {
    return this.#state === "lost";
  }

  /** Its entry is on its way, or its end, and finds out by itself whether it is still owed. */
  pay(): void {
    if (this.#state === "owed") this.#state = "being-paid";
  }

  /** The log knows of no such debt to this attempt. */
  lose(): void {
    if (this.#state !== "owed") return;
    this.#state = "lost";
    this.release();
    this.onLost?.();
  }

  /** Has the log owe it, to the question at `seq`. */
  owe(seq: number, debt: NewDebt): Promise<void> {
    return this.#keeper.debts.owe(this.room, seq, debt);
  }

  strike(): Promise<void> {
    return this.#keeper.debts.strike(this);
  }

  /** Ends its lease. */
  letGo(): Promise<boolean> {
    return this.#keeper.debts.renew(this, 0);
  }

  /** The lease ran out under a handler that is still at work, and came back here. */
  takeOver(attempt: number, now: number): void {
    this.attempt = attempt;
    this.renewedAt = now;
  }
}

/** What this process owes, and works on; it holds the leases. */
export class DebtKeeper {
  readonly leaseMs: number;
  readonly debts: Debts;
  readonly #clock: ResolvedOptions["clock"];
  readonly #held = new Map<string, HeldDebt>();

  constructor(debts: Debts, { clock, limits }: Pick<ResolvedOptions, "clock" | "limits">) {
    this.debts = debts;
    this.#clock = clock;
    this.leaseMs = limits.leaseMs;
  }

  hold(debt: DebtKey): HeldDebt {
    const held = new HeldDebt(this, debt, this.#clock.now());
    this.#held.set(keyOf(debt), held);
    return held;
  }

  find(debt: Pick<DebtKey, "room" | "reply">): HeldDebt | undefined {
    return this.#held.get(keyOf(debt));
  }

  release(debt: HeldDebt): void {
    const key = keyOf(debt);
    if (this.#held.get(key) === debt) this.#held.delete(key);
  }

  /** Leases on where it is time, and where people were shown more. Rejects where the log does, once all were tried. */
  async renew(): Promise<void> {
    const tried = await Promise.allSettled([...this.#held.values()].map((debt) => this.#renew(debt)));
    for (const one of tried) if (one.status === "rejected") throw one.reason;
  }

  async #renew(debt: HeldDebt): Promise<void> {
    const { attempt, text, keptChars, renewedAt } = debt;
    const now = this.#clock.now();
    const hasGrown = text.length > keptChars;
    if (!hasGrown && now - renewedAt < this.leaseMs / 3) return;
    const isOurs = await this.debts.renew(debt, this.leaseMs, hasGrown ? text.toWellFormed() : undefined);
    if (isOurs) {
      debt.renewedAt = now;
      debt.keptChars = text.length;
    } else if (debt.attempt === attempt && this.find(debt) === debt) {
      debt.lose();
    }
  }
}

/** Rooms have no control characters in their names. */
const keyOf = ({ room, reply }: Pick<DebtKey, "room" | "reply">): string => `${room}\n${reply}`;
