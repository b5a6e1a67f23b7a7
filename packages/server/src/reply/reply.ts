import { limits, type Message } from "@ws-chat/protocol";
import type { Core } from "../core.ts";
import { tagOf } from "../identity.ts";
import type { NewDebt } from "../logs/log.ts";
import { failedAttempt, greetingId, replyId } from "./reply-id.ts";
import { isPrivate } from "../room/room-name.ts";
import type { HeldDebt } from "./debt-keeper.ts";
import { letGo, owed } from "./debts.ts";
import { messageAt } from "./message-at.ts";
import { type Asker, Run, type Task } from "./run.ts";

/** What is to be answered, and for whom. */
interface Asked {
  readonly asker: Asker;
  /** A message that the log has. */
  readonly question: Message;
  /** @default 1 */
  readonly attempt?: number;
  /** @default held from now on */
  readonly debt?: HeldDebt | undefined;
}

/** Has the handler answer. */
export function answer(core: Core, room: string, { asker, question, attempt = 1, debt }: Asked): void {
  const { onMessage } = core.options;
  const reply = debt?.reply ?? replyId(asker.tag, question.id);
  const held = debt ?? core.debts?.hold({ room, reply, attempt });
  // What the handler needs may be closed already.
  if (held && core.closing.aborted) return void letGo(core, held);
  const handler: Task["handler"] = (context) => onMessage(question, context);
  new Run(core, room, { asker, question, attempt, id: reply, debt: held, handler }).start();
}

/** Has `onJoin` greet; what it returns is said once to each user in each room. */
export function greet(core: Core, room: string, asker: Asker): void {
  const { onJoin } = core.options;
  if (onJoin) new Run(core, room, { asker, attempt: 1, id: greetingId(asker.tag), handler: onJoin }).start();
}

/** Answers the question of the no-reply entry at `seq` again. */
export async function answerAgain(
  core: Core,
  room: string,
  asker: Asker,
  seq: number,
): Promise<"done" | "invalid" | "forbidden"> {
  const note = await messageAt(core, room, seq);
  if (note?.status !== "no-reply" || note.re === undefined) return "invalid";
  const question = await messageAt(core, room, note.re);
  if (!question) return "invalid";
  if (question.from.id !== asker.user.id && !isPrivate(room)) return "forbidden";
  // Whoever asks again, the answer is the one owed to the author of the question.
  const tag = tagOf(question.from.id);
  if (await isFollowedUp(core, room, note)) return "invalid";
  const attempt = failedAttempt(note.id) + 1;
  const reply = replyId(tag, question.id);
  if (core.rooms.get(room)?.isAnswering(reply) || core.debts?.find({ room, reply })) return "done";
  const asked = { asker: { ...asker, tag }, question, attempt };
  const debt = owed(core, asked.asker, question.id, attempt);
  // Held before it is owed, so that asking twice at once does not ask the handler twice.
  const held = debt && core.debts?.hold({ room, reply, attempt });
  if (held) await owe(held, question, debt);
  answer(core, room, { ...asked, debt: held });
  return "done";
}

async function owe(held: HeldDebt, { seq }: Message, debt: NewDebt): Promise<void> {
  try {
    await held.owe(seq, debt);
  } catch (error) {
    held.release();
    throw error;
  }
}

/** Whether anything later answers the same question: what was answered once, or noted again, costs no handler another call. */
async function isFollowedUp({ options: { log } }: Core, room: string, note: Message): Promise<boolean> {
  for (let after = note.seq; ; ) {
    const page = await log.read(room, { after, limit: limits.historyEntries, maxBytes: limits.answerBytes });
    if (page.entries.some(({ re }) => re === note.re)) return true;
    const last = page.entries.at(-1);
    if (!last || last.seq >= page.newest) return false;
    after = last.seq;
  }
}
