import type { Content, Entry, Message, Metadata } from "@ws-chat/protocol";
import type { Context, Reply, User } from "../chat-types.ts";
import type { Core } from "../core.ts";
import { contentOf, messageOf, saysNothing } from "./draft.ts";
import type { HeldDebt } from "./debt-keeper.ts";
import { letGo, strike } from "./debts.ts";
import { leaveNote, record } from "./record.ts";
import { ReplyStream } from "./reply-stream.ts";
import { isPrivate } from "../room/room-name.ts";
import { RunContext } from "./run-context.ts";
import { stopped, StopSwitch } from "./stop-switch.ts";
import { TypingSign } from "./typing-sign.ts";

/** The person a handler works for. */
export interface Asker {
  readonly user: User;
  /** 22 characters that stand for the user in derived ids. */
  readonly tag: string;
  readonly metadata: Metadata;
}

export interface Task {
  readonly asker: Asker;
  readonly handler: (context: Context) => Reply | Promise<Reply>;
  /** Of the reply. */
  readonly id: string;
  /** Absent where the handler greets. */
  readonly question?: Message;
  readonly attempt: number;
  /** The reply, where the log knows it to be owed. */
  readonly debt?: HeldDebt | undefined;
}

/** One call of a handler, from the question to the entry that answers it. */
export class Run {
  readonly #core: Core;
  readonly #room: string;
  readonly #task: Task;
  readonly #switch = new StopSwitch();
  /** Among the chat's {@link Runs}, which keep it. */
  place = -1;

  constructor(core: Core, room: string, task: Task) {
    this.#core = core;
    this.#room = room;
    this.#task = task;
    if (task.debt) task.debt.onLost = () => this.#switch.discard();
  }

  get id(): string {
    return this.#task.id;
  }

  start(): void {
    let reply: Reply | Promise<Reply>;
    try {
      reply = this.#task.handler(new RunContext(this.#core, this.#room, this.#task, this.#switch));
      if (reply === undefined) return this.#saySilence();
      if (typeof reply === "string") {
        return this.#track(this.#say(contentOf(reply)));
      }
    } catch (error) {
      return this.#track(this.#fail(error));
    }
    void this.#core.work.during(() => this.#follow(reply));
  }

  /** `by` wants no more of it: the one who asked, or anybody in a private room. */
  stop(by: string): void {
    if (by === this.#task.asker.user.id || isPrivate(this.#room)) this.abort();
  }

  abort(): void {
    this.#switch.turnOff();
  }

  /** The room was removed: what is still said would bring back words of it. */
  discard(room: string): void {
    if (room === this.#room) this.#switch.discard();
  }

  /** Known to the chat until it has been said. */
  #track(saying: Promise<unknown> | undefined): void {
    const { runs } = this.#core;
    if (saying) runs.add(this);
    void saying?.then(() => runs.delete(this));
  }

  async #follow(reply: Reply | Promise<Reply>): Promise<void> {
    const { rooms, runs, closing, options } = this.#core;
    const room = rooms.hold(this.#room);
    room.started(this);
    runs.add(this);
    const sign = new TypingSign(this.#room, options.author, options.log, options.clock);
    if (closing.aborted) this.abort();
    try {
      const settled = await this.#switch.unlessOff(() => Promise.resolve(reply));
      if (settled === stopped) await this.#leaveNote();
      else if (isStream(settled)) {
        // Nobody here sees a stream whose beginning the tail has missed, and everybody its entry.
        await room.opened().catch((error: unknown) => this.#report(error));
        await this.#stream(settled, sign);
      } else if (settled !== undefined) {
        sign.stopRenewing();
        await this.#say(contentOf(settled));
      } else this.#saySilence();
    } catch (error) {
      await this.#fail(error);
    } finally {
      sign.takeDown();
      room.ended(this);
      room.release();
      runs.delete(this);
    }
  }

  async #stream(pieces: AsyncIterable<string>, sign: TypingSign): Promise<void> {
    const { log, clock, author } = this.#core.options;
    const re = this.#task.question?.seq;
    const head = { id: this.id, from: author, ...(re === undefined ? {} : { re }) };
    // A greeting may have been said before, and nobody can end a stream whose entry is there already: it is shown when it is whole.
    const isShown = re !== undefined;
    const stream = new ReplyStream(head, clock, (signal) => isShown && log.signal(this.#room, signal));
    let status: Entry["status"];
    try {
      status = await this.#pump(pieces, stream, () => isShown && sign.stopRenewing());
    } catch (error) {
      if (stream.text === "") throw error;
      status = "interrupted";
      this.#report(error);
    } finally {
      stream.close();
    }
    sign.stopRenewing();
    if (stream.text !== "") {
      const seq = await this.#append({ text: stream.text.toWellFormed() }, status);
      log.signal(this.#room, { type: "stream-end", id: this.id, ...(seq === undefined ? {} : { seq }) });
    } else if (status) await this.#leaveNote();
    else this.#saySilence();
  }

  /** Moves the pieces into the stream; gives why it took no more, if it did not take all. */
  async #pump(pieces: AsyncIterable<string>, stream: ReplyStream, began: () => void): Promise<Entry["status"]> {
    const { debt } = this.#task;
    const iterator = pieces[Symbol.asyncIterator]();
    let isDone = false;
    try {
      for (;;) {
        const step = await this.#switch.unlessOff(() => iterator.next());
        if (step === stopped) return "interrupted";
        isDone = step.done === true;
        if (step.done) return undefined;
        const fits = stream.push(step.value);
        if (stream.text !== "") began();
        if (debt) debt.text = stream.text;
        if (fits) continue;
        this.#report(new RangeError("a streamed reply grew over replyBytes and was cut there"));
        return "cut";
      }
    } finally {
      // Not awaited: a generator that hangs would hold its reply back.
      if (!isDone) Promise.resolve(iterator.return?.()).catch(() => {});
    }
  }

  #say(content: Content): Promise<unknown> | undefined {
    if (!saysNothing(content)) return this.#append(content);
    this.#saySilence();
    return undefined;
  }

  #saySilence(): void {
    const { debt } = this.#task;
    if (!debt) return;
    void strike(this.#core, debt);
    this.#endEarlierStream();
  }

  #fail(error: unknown): Promise<unknown> | undefined {
    this.#report(error);
    return this.#leaveNote();
  }

  async #leaveNote(): Promise<void> {
    const { question, asker, attempt, debt } = this.#task;
    if (!question) return;
    // Nothing was said, so whoever goes on with this chat can still say all of it.
    if (debt && this.#core.closing.aborted) return letGo(this.#core, debt);
    const note = { question, tag: asker.tag, attempt: debt?.attempt ?? attempt, debt };
    await leaveNote(this.#core, this.#room, { ...note, isWanted: () => !this.#switch.isDiscarded });
    this.#endEarlierStream();
  }

  /** An attempt that was cut off may have shown the beginning of what is now not said. */
  #endEarlierStream(): void {
    if (this.#task.attempt > 1 && !this.#switch.isDiscarded)
      this.#core.options.log.signal(this.#room, { type: "stream-end", id: this.id });
  }

  #append(content: Content, status?: Entry["status"]): Promise<number | undefined> {
    const { author, clock } = this.#core.options;
    const { question, debt } = this.#task;
    const head = { id: this.id, from: author, ts: clock.now(), re: question?.seq, status };
    const isWanted = (): boolean => !this.#switch.isDiscarded;
    return record(this.#core, this.#room, { entry: messageOf(head, content), debt, isWanted });
  }

  #report(error: unknown): void {
    const { question } = this.#task;
    this.#core.options.onError(error, { room: this.#room, ...(question ? { entry: question } : {}) });
  }
}

function isStream(reply: Reply): reply is AsyncIterable<string> {
  return typeof reply === "object" && reply !== null && Symbol.asyncIterator in reply;
}
