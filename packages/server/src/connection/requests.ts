import {
  type ClientFrame,
  type HistoryRequest,
  limits,
  type NackCode,
  type ReadUpTo,
  type Retry,
} from "@ws-chat/protocol";
import type { Session } from "./connection.ts";
import { answerAgain } from "../reply/reply.ts";

type Request = Exclude<ClientFrame, { type: "hello" | "send" | "ping" }>;

/** How long to wait before asking again what could not be answered now. */
const laterMs = 1_000;

/** Serves what is not a message. Without a token, what expects an answer is refused and the rest dropped. Gives what is still to be waited for. */
export function serve(session: Session, frame: Request, waitMs: number): Promise<void> | void {
  const { core, room, author } = session;
  const { log } = core.options;
  if (waitMs > 0) return refuseForNow(session, frame, waitMs);
  switch (frame.type) {
    case "history":
      return answering(session, () => sendHistory(session, frame));
    case "retry":
      return answering(session, () => retry(session, frame));
    case "snapshot": {
      const snapshot = room.snapshot(frame.id);
      if (snapshot && !isBehind(session)) session.send(snapshot);
      return;
    }
    case "typing":
      return log.signal(room.id, { type: "typing", from: author, on: frame.on });
    case "stop":
      return log.signal(room.id, { type: "stop", id: frame.id, by: author.id });
    case "read":
      return read(session, frame);
  }
}

async function sendHistory(session: Session, { before, limit }: HistoryRequest): Promise<void> {
  const { core, room } = session;
  const page = await core.options.log.read(room.id, {
    before,
    limit: Math.min(limit, limits.historyEntries),
    maxBytes: limits.answerBytes,
  });
  // Looked at now, since many may have been asked for at once.
  if (isBehind(session)) return;
  const first = page.entries[0];
  session.send({
    type: "history",
    before,
    entries: page.entries,
    more: first !== undefined && first.seq > page.oldest,
  });
}

/** Whether what it was sent has not been taken yet; if so, it is told to ask later. */
function isBehind(session: Session): boolean {
  const isFull = session.bufferedBytes > session.core.options.limits.bufferedBytes;
  if (isFull) refuse(session, "rate-limited", "what was sent before has not been taken yet", laterMs);
  return isFull;
}

/** What is not there yet cannot have been read. */
function read({ core, room, author, state }: Session, { seq }: ReadUpTo): void {
  const { log, readMarks } = core.options;
  const notes = (state.notes ??= {});
  if (!readMarks || seq > room.newest.seq || seq <= (notes.read ?? 0)) return;
  notes.read = seq;
  log.signal(room.id, { type: "read", user: author.id, seq });
}

async function retry(session: Session, { seq }: Retry): Promise<void> {
  const outcome = await answerAgain(session.core, session.room.id, session.asker, seq);
  if (outcome === "invalid") refuse(session, "invalid", `there is no failed answer at ${seq}`);
  if (outcome === "forbidden") refuse(session, "forbidden", "the question is somebody else's");
}

async function answering(session: Session, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    session.core.options.onError(error, { room: session.room.id });
    refuse(session, "unavailable", "the log does not answer", laterMs);
  }
}

function refuseForNow(session: Session, { type }: Request, waitMs: number): void {
  const isAnswered = type === "history" || type === "retry" || type === "snapshot";
  if (isAnswered) refuse(session, "rate-limited", "too many requests at once", waitMs);
}

function refuse(session: Session, code: NackCode, message: string, retryMs?: number): void {
  session.send({ type: "nack", code, message, ...(retryMs === undefined ? {} : { retryMs }) });
}
