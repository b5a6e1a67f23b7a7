import type { Message } from "@ws-chat/protocol";
import type { Core } from "../core.ts";
import type { NewEntry } from "../logs/log.ts";
import type { HeldDebt } from "./debt-keeper.ts";
import { messageOf } from "./draft.ts";
import { insist } from "./insist.ts";
import { noReplyId } from "./reply-id.ts";

export interface Recorded {
  readonly entry: NewEntry;
  /** What the entry pays. */
  readonly debt: HeldDebt | undefined;
  /** @default as long as it is owed */
  readonly isWanted?: () => boolean;
}

/**
 * Stores something the server's side has to say, trying again while the log is away: its id makes a repeat harmless. What is owed is tried
 * for as long as the process lives. Resolves with its `seq` when it is there, with `undefined` when `onError` was told that it could not
 * be, nobody wants it any more, or it is another's to say.
 */
export function record(
  core: Core,
  room: string,
  { entry, debt, isWanted = () => true }: Recorded,
): Promise<number | undefined> {
  debt?.pay();
  const saying = insist(core, {
    room,
    isWanted: () => isWanted() && !debt?.isLost,
    isOwed: debt !== undefined,
    work() {
      const pays = debt && { pays: { reply: debt.reply, attempt: debt.attempt } };
      return core.options.log.append(room, entry, pays).then((appended) => {
        if (appended.outcome === "stored") core.rooms.get(room)?.stored(appended.entry);
        return "entry" in appended ? appended.entry.seq : undefined;
      });
    },
  });
  return debt ? saying.finally(() => debt.release()) : saying;
}

export interface Note extends Pick<Recorded, "debt" | "isWanted"> {
  readonly question: Message;
  /** Of the question's author. */
  readonly tag: string;
  /** The one that failed. */
  readonly attempt: number;
}

/** Nobody stays without an answer: where there is none, that is the answer. */
export function leaveNote(core: Core, room: string, { question, tag, attempt, ...how }: Note): Promise<unknown> {
  const { author, clock } = core.options;
  const id = noReplyId(tag, question.id, attempt);
  const head = { id, from: author, ts: clock.now(), re: question.seq, status: "no-reply" } as const;
  return record(core, room, { entry: messageOf(head, { text: "" }), ...how });
}
