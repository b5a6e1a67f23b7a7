import type { Core } from "../core.ts";
import type { Debt } from "../logs/log.ts";
import { tagOf } from "../identity.ts";
import type { DebtKeeper, HeldDebt } from "./debt-keeper.ts";
import { askerOf, letGo, strike } from "./debts.ts";
import { messageOf } from "./draft.ts";
import { insist } from "./insist.ts";
import { messageAt } from "./message-at.ts";
import { leaveNote, record } from "./record.ts";
import { answer } from "./reply.ts";

/** How often leases are renewed, with what was streamed since, and looked for that have run out. */
const beatMs = 1_000;
/** Debts claimed at once. */
const batch = 32;
/** How often a handler is tried that its process does not survive. */
const maxAttempts = 3;

/** Sees to it that what is owed gets said: by those at work here, and where their process died, by this one. */
export class DebtCollector {
  readonly #core: Core;
  readonly #keeper: DebtKeeper;
  #cancel: (() => void) | undefined;
  /** The log was away at the last beat, and `onError` knows. */
  #isAway = false;

  constructor(core: Core, keeper: DebtKeeper) {
    this.#core = core;
    this.#keeper = keeper;
  }

  /** Until the chat closes. */
  start(): void {
    this.#core.closing.addEventListener("abort", () => this.#cancel?.());
    void this.#beat();
  }

  async #beat(): Promise<void> {
    const { closing, work, options } = this.#core;
    try {
      await work.during(() => this.#look());
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway && !closing.aborted) options.onError(error, {});
      this.#isAway = true;
    }
    if (closing.aborted) return;
    this.#cancel = options.clock.after(Math.min(beatMs, this.#keeper.leaseMs / 3), () => void this.#beat(), true);
  }

  async #look(): Promise<void> {
    // First, so that nothing is claimed here that is worked on here.
    await this.#keeper.renew();
    while (!this.#core.draining.aborted) {
      const claimed = await this.#keeper.debts.claim(batch, this.#keeper.leaseMs);
      for (const debt of claimed) this.#take(debt);
      if (claimed.length < batch) return;
    }
  }

  #take(debt: Debt): void {
    const { draining, options } = this.#core;
    const held = this.#keeper.find(debt);
    if (held) return held.takeOver(debt.attempt, options.clock.now());
    const taken = this.#keeper.hold(debt);
    if (draining.aborted) return void letGo(this.#core, taken);
    this.#settle(debt, taken).catch((error: unknown) => {
      // Its lease runs out, and it comes back as the next attempt.
      taken.release();
      options.onError(error, { room: debt.room });
    });
  }

  async #settle(debt: Debt, held: HeldDebt): Promise<void> {
    const core = this.#core;
    const { room, attempt } = debt;
    if (debt.text !== "") return this.#leaveText(debt, held);
    const found = await insist(core, {
      room,
      work: async () => ({ question: await messageAt(core, room, debt.question) }),
      isOwed: true,
      isWanted: () => !held.isLost,
    });
    if (!found) return held.release();
    const { question } = found;
    if (question && attempt <= maxAttempts) {
      return answer(core, room, { asker: askerOf(debt), question, attempt, debt: held });
    }
    if (question) {
      await leaveNote(core, room, { question, tag: tagOf(question.from.id), attempt: attempt - 1, debt: held });
    } else await strike(core, held);
    // Whoever died may have shown a beginning that no entry will end.
    core.options.log.signal(room, { type: "stream-end", id: debt.reply });
  }

  /** What people have read already is not said anew. */
  async #leaveText({ room, reply, question, text }: Debt, held: HeldDebt): Promise<void> {
    const { clock, author, log } = this.#core.options;
    const head = { id: reply, from: author, ts: clock.now(), re: question, status: "interrupted" } as const;
    const seq = await record(this.#core, room, { entry: messageOf(head, { text: text.toWellFormed() }), debt: held });
    log.signal(room, { type: "stream-end", id: reply, ...(seq === undefined ? {} : { seq }) });
  }
}
