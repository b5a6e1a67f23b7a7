import { limits, type Message } from "@ws-chat/protocol";
import type { Core } from "../core.ts";
import { tagOf } from "../identity.ts";
import { failedAttempt, greetingId, replyId } from "./reply-id.ts";
import { isPrivate } from "../room/room-name.ts";
import { type Asker, Run } from "./run.ts";

/** Has the handler answer a message that the log has. */
export function answer(core: Core, room: string, asker: Asker, question: Message, attempt = 1): void {
  const { onMessage } = core.options;
  const id = replyId(asker.tag, question.id);
  new Run(core, room, { asker, question, attempt, id, handler: (context) => onMessage(question, context) }).start();
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
  const tag = await tagOf(question.from.id);
  if (await isFollowedUp(core, room, note)) return "invalid";
  if (!core.rooms.get(room)?.isAnswering(replyId(tag, question.id))) {
    answer(core, room, { ...asker, tag }, question, failedAttempt(note.id) + 1);
  }
  return "done";
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

async function messageAt(core: Core, room: string, seq: number): Promise<Message | undefined> {
  const page = await core.options.log.read(room, { after: seq - 1, limit: 1, maxBytes: limits.answerBytes });
  const entry = page.entries[0];
  return entry?.seq === seq && entry.kind === "message" ? (entry as Message) : undefined;
}
