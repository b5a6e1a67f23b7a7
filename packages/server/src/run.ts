import { type Content, type Entry, limits, type Message, type Metadata } from "@ws-chat/protocol";
import type { Context, Reply, User } from "./chat-types.ts";
import type { Core } from "./core.ts";
import { contentOf, messageOf, saysNothing } from "./draft.ts";
import { record } from "./record.ts";
import { noReplyId } from "./reply-id.ts";
import { ReplyStream } from "./reply-stream.ts";
import type { Room } from "./room.ts";
import { RunContext } from "./run-context.ts";
import { isPrivate } from "./room-name.ts";

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
}

const stopped = Symbol("stopped");

/** One call of a handler, from the question to the entry that answers it. */
export class Run {
  readonly #core: Core;
  readonly #room: string;
  readonly #task: Task;
  #controller: AbortController | undefined;
  #isStopped = false;
  #wake: ((value: typeof stopped) => void) | undefined;
  #isTyping = false;
  #cancelTyping: (() => void) | undefined;

  constructor(core: Core, room: string, task: Task) {
    this.#core = core;
    this.#room = room;
    this.#task = task;
  }

  get id(): string {
    return this.#task.id;
  }

  start(): void {
    let reply: Reply | Promise<Reply>;
    try {
      reply = this.#task.handler(new RunContext(this.#core, this.#room, this.#task, () => this.#signal()));
      if (reply === undefined) return;
      if (typeof reply === "string") {
        void this.#say(contentOf(reply));
        return;
      }
    } catch (error) {
      void this.#fail(error);
      return;
    }
    void this.#core.work.during(() => this.#follow(reply));
  }

  /** `by` wants no more of it: the one who asked, or anybody in a private room. */
  stop(by: string): void {
    if (by === this.#task.asker.user.id || isPrivate(this.#room)) this.abort();
  }

  abort(): void {
    this.#isStopped = true;
    this.#controller?.abort();
    this.#wake?.(stopped);
  }

  async #follow(reply: Reply | Promise<Reply>): Promise<void> {
    const room = this.#core.rooms.hold(this.#room);
    room.started(this);
    this.#core.runs.add(this);
    this.#renewTyping(0);
    if (this.#core.closing.aborted) this.abort();
    try {
      const settled = await this.#unlessStopped(() => Promise.resolve(reply));
      if (settled === stopped) await this.#leaveNote();
      else if (isStream(settled)) await this.#stream(settled, room);
      else if (settled !== undefined) await this.#say(contentOf(settled));
    } catch (error) {
      await this.#fail(error);
    } finally {
      this.#endTyping();
      room.ended(this);
      room.release();
      this.#core.runs.delete(this);
    }
  }

  async #stream(pieces: AsyncIterable<string>, room: Room): Promise<void> {
    // Nobody sees a stream whose beginning the tail has missed.
    await room.opened();
    const { log, clock, author } = this.#core.options;
    const re = this.#task.question?.seq;
    const head = { id: this.id, from: author, ...(re === undefined ? {} : { re }) };
    const stream = new ReplyStream(this.#room, head, log, clock);
    const iterator = pieces[Symbol.asyncIterator]();
    let status: Entry["status"];
    try {
      for (;;) {
        const step = await this.#unlessStopped(() => iterator.next());
        if (step !== stopped && step.done) break;
        if (step === stopped) status = "interrupted";
        else if (!stream.push(step.value)) status = "cut";
        if (stream.text !== "") this.#cancelTyping?.();
        if (status) break;
      }
      if (status === "cut") this.#report(new RangeError("a streamed reply grew over replyBytes and was cut there"));
    } catch (error) {
      if (stream.text === "") throw error;
      status = "interrupted";
      this.#report(error);
    } finally {
      stream.close();
      // Not awaited: a generator that hangs would hold its reply back.
      if (status) Promise.resolve(iterator.return?.()).catch(() => {});
    }
    if (stream.text !== "") await this.#append({ text: stream.text.toWellFormed() }, this.id, status);
    else if (status) await this.#leaveNote();
    log.signal(this.#room, { type: "stream-end", id: this.id });
  }

  async #say(content: Content): Promise<void> {
    if (!saysNothing(content)) await this.#append(content, this.id);
  }

  async #fail(error: unknown): Promise<void> {
    this.#report(error);
    await this.#leaveNote();
  }

  /** Nobody stays without an answer: where there is none, that is the answer. */
  async #leaveNote(): Promise<void> {
    const { question, asker, attempt } = this.#task;
    if (question) await this.#append({ text: "" }, noReplyId(asker.tag, question.id, attempt), "no-reply");
  }

  async #append(content: Content, id: string, status?: Entry["status"]): Promise<void> {
    const { author, clock } = this.#core.options;
    const { question } = this.#task;
    const entry = messageOf({ id, from: author, ts: clock.now() }, content);
    if (question) entry.re = question.seq;
    if (status) entry.status = status;
    const stored = await record(this.#core, this.#room, entry);
    if (stored) this.#core.rooms.get(this.#room)?.stored(stored);
  }

  /** The outcome of `work`, or {@link stopped} as soon as somebody wants no more. */
  #unlessStopped<T>(work: () => Promise<T>): Promise<T | typeof stopped> {
    return new Promise((resolve, reject) => {
      if (this.#isStopped) return resolve(stopped);
      this.#wake = resolve;
      work().then(resolve, reject);
    });
  }

  #signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#isStopped) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  #renewTyping(ms: number): void {
    this.#cancelTyping = this.#core.options.clock.after(ms, () => {
      this.#isTyping = true;
      this.#signalTyping(true);
      this.#renewTyping(limits.typingRenewMs);
    });
  }

  #endTyping(): void {
    this.#cancelTyping?.();
    if (this.#isTyping) this.#signalTyping(false);
  }

  #signalTyping(on: boolean): void {
    const { log, author } = this.#core.options;
    log.signal(this.#room, { type: "typing", from: author, on });
  }

  #report(error: unknown): void {
    const { question } = this.#task;
    this.#core.options.onError(error, { room: this.#room, ...(question ? { entry: question } : {}) });
  }
}

function isStream(reply: Reply): reply is AsyncIterable<string> {
  return typeof reply === "object" && reply !== null && Symbol.asyncIterator in reply;
}
