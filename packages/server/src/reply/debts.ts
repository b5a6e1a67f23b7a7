import type { Core } from "../core.ts";
import type { NewDebt } from "../logs/log.ts";
import type { HeldDebt } from "./debt-keeper.ts";
import { insist } from "./insist.ts";
import { replyId } from "./reply-id.ts";
import type { Asker } from "./run.ts";

/** An asker is the same object for as long as a connection lasts. */
const written = new WeakMap<Asker, string>();

/** What the log is to remember with the question of that id, if it does. */
export function owed({ debts }: Core, asker: Asker, questionId: string, attempt = 1): NewDebt | undefined {
  return debts && { reply: replyId(asker.tag, questionId), attempt, asker: write(asker), leaseMs: debts.leaseMs };
}

/** Whoever {@link owed} was told of. */
export function askerOf({ asker }: Pick<NewDebt, "asker">): Asker {
  // The cast: only `write` wrote it.
  return JSON.parse(asker) as Asker;
}

/** The handler has nothing to say, so nothing is owed any more. */
export function strike(core: Core, debt: HeldDebt): Promise<unknown> {
  debt.pay();
  const { room } = debt;
  return insist(core, { room, work: () => debt.strike(), isOwed: true, isWanted: () => true }).finally(() =>
    debt.release(),
  );
}

/** Somebody else shall answer, or the next start of this process. */
export async function letGo({ work }: Core, debt: HeldDebt): Promise<void> {
  debt.release();
  // Where the log is away, the lease runs out by itself.
  await work.during(() => debt.letGo()).catch(() => {});
}

function write(asker: Asker): string {
  let json = written.get(asker);
  if (json === undefined) {
    const { user, tag, metadata } = asker;
    json = JSON.stringify({ user, tag, metadata });
    written.set(asker, json);
  }
  return json;
}
