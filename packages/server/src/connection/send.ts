import { fitsBytes, limits, type Message, type NackCode, type Send } from "@ws-chat/protocol";
import type { Session } from "./connection.ts";
import { messageOf, saysNothing } from "../reply/draft.ts";
import type { Appended, AppendOptions, NewDebt } from "../logs/log.ts";
import { forgive } from "./rate-limit.ts";
import { owed } from "../reply/debts.ts";
import { answer } from "../reply/reply.ts";
import { accept, consume, giveUp, judge, refuseNext, settleNumber, wasOnTheWay } from "./send-window.ts";

/** How long to leave a log alone that refused. */
const unavailableMs = 1_000;

/** Takes a message to the log; the room delivers its `ack` when the log has it. */
export function receiveSend(session: Session, frame: Send, waitMs: number): void {
  const { core, state, room, asker } = session;
  const { sends } = state;
  const { n, id } = frame;
  const verdict = judge(sends, n);
  if (verdict === "ignore") {
    if (waitMs > 0 && wasOnTheWay(sends)) forgive(state.bucket);
    return;
  }
  if (verdict === "break") return session.end("badFrame", `send.n is ${n}, expected ${sends.next}`);
  if (waitMs > 0) return refuseForNow(session, n, id, waitMs);
  if (sends.pending.length >= limits.window) return refuseForNow(session, n, id, unavailableMs);
  if (saysNothing(frame)) return refuse(session, n, id, "empty", "the message is empty");
  if (!fitsBytes(frame.text, core.options.limits.textBytes)) {
    return refuse(session, n, id, "too-long", `the text is over ${core.options.limits.textBytes} bytes`);
  }
  accept(sends, id);
  const { round } = sends;
  const entry = messageOf({ id, from: session.author, ts: state.heardAt }, frame);
  const owes = owed(core, asker, id);
  const storing = core.options.log.append(room.id, entry, appendOptions(frame.since, owes));
  // Not before: a log of somebody's own may throw in place of rejecting, and closing would wait for it.
  core.work.begin();
  storing.then(
    (appended) => {
      taken(session, n, id, appended);
      if (appended.outcome === "stored") {
        room.stored(appended.entry);
        answer(core, room.id, { asker, question: appended.entry as Message });
      }
      core.work.end();
    },
    (error: unknown) => {
      core.work.end();
      core.options.onError(error, { room: room.id });
      const first = giveUp(sends, n, round);
      if (first) nack(session, first.n, first.id, "unavailable", "the message cannot be stored now", unavailableMs);
    },
  );
}

function appendOptions(since: Send["since"], owes: NewDebt | undefined): AppendOptions | undefined {
  if (!since) return owes && { owes };
  return owes ? { since, owes } : { since };
}

/** Refuses a message that the wire does not take, and only that. */
export function refuseContent(session: Session, { n, id }: Pick<Send, "n" | "id">, message: string): void {
  const verdict = judge(session.state.sends, n);
  if (verdict === "take") refuse(session, n, id, "invalid", message);
  else if (verdict === "break") session.end("badFrame", message);
}

/** The log has answered; an entry it stored is acknowledged when it is delivered, or now where nothing ever is. */
function taken(session: Session, n: number, id: string, appended: Appended): void {
  const isStored = appended.outcome === "stored";
  if ((isStored && session.listens) || !settleNumber(session.state.sends, n)) return;
  if ("entry" in appended) {
    const { seq, ts } = appended.entry;
    session.send({ type: "ack", n, id, seq, ts, ...(isStored ? {} : { dup: true }) });
  } else {
    nack(session, n, id, "expired", "the log no longer tells whether this message is in it");
  }
}

function refuse(session: Session, n: number, id: string, code: NackCode, message: string): void {
  consume(session.state.sends);
  nack(session, n, id, code, message);
}

function refuseForNow(session: Session, n: number, id: string, retryMs: number): void {
  refuseNext(session.state.sends, session.state.heardAt, retryMs);
  nack(session, n, id, "rate-limited", "too many messages at once", retryMs);
}

function nack(session: Session, n: number, id: string, code: NackCode, message: string, retryMs?: number): void {
  session.send({ type: "nack", n, id, code, message, ...(retryMs === undefined ? {} : { retryMs }) });
}
