import { type Author, type CloseName, fitsBytes, type Message } from "@ws-chat/protocol";
import { type ConnectionState, enterPhase, newState, overdue } from "./connection-state.ts";
import type { Core } from "../core.ts";
import type { Delivery } from "../room/delivery.ts";
import { messageOf, saysNothing } from "../reply/draft.ts";
import { closeFor } from "./ending.ts";
import { authorOf, randomId } from "../identity.ts";
import { join } from "./join.ts";
import type { Member } from "../room/member.ts";
import { takeToken } from "./rate-limit.ts";
import { owed } from "../reply/debts.ts";
import { answer, greet } from "../reply/reply.ts";
import type { Room } from "../room/room.ts";
import type { Asker } from "../reply/run.ts";
import type { Connection, Kept, Opening, Socket } from "../socket.ts";

/** Characters of messages that may wait for their turn. */
const queuedChars = 1_048_576;
const queuedFrames = 400;
const nobody: Author = { id: "", role: "visitor" };

/**
 * A client that speaks no `ws-chat.v1`: each frame is a message, each message of somebody else a frame. It cannot be told to wait, so
 * what comes too fast waits here.
 */
export class TextConnection implements Connection, Member {
  user = nobody;
  live = false;
  readonly notes = {};
  readonly #core: Core;
  readonly #socket: Socket;
  readonly state: ConnectionState;
  readonly #queue: string[] = [];
  #queuedChars = 0;
  /** A ping has gone out since the peer was heard last. */
  #isAsked = false;
  #cancelWait: (() => void) | undefined;
  #room: Room | undefined;
  #opening: Opening | undefined;

  constructor(core: Core, socket: Socket, opening?: Opening, state = newState(core.options, core.options.clock.now())) {
    this.#core = core;
    this.#socket = socket;
    this.#opening = opening;
    this.state = state;
    if (opening) void join(core, this, opening, {});
  }

  get kept(): Kept {
    const { state } = this;
    // Its silence is no reason to end it where it cannot be asked.
    const until = state.asker?.user.expiresAt ?? Number.POSITIVE_INFINITY;
    return { language: "text", state, opening: this.#opening, epoch: this.#room?.newest.epoch, until };
  }

  get cursor(): number {
    return this.state.cursor;
  }

  set cursor(seq: number) {
    this.state.cursor = seq;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  receive(data: unknown): void {
    const { options } = this.#core;
    if (this.state.phase === "ended") return;
    if (typeof data !== "string") return this.end("unsupportedData");
    if (!fitsBytes(data, options.limits.textBytes)) return this.end("messageTooBig");
    this.heard();
    this.#queue.push(data);
    this.#queuedChars += data.length;
    if (this.#queue.length > queuedFrames || this.#queuedChars > queuedChars) return this.end("banned");
    this.#drain();
  }

  heard(at = this.#core.options.clock.now()): void {
    this.state.heardAt = Math.max(this.state.heardAt, at);
    this.#isAsked = false;
  }

  closed(): void {
    this.#core.connections.delete(this);
    this.#leave();
  }

  sweep(now: number): void {
    const due = overdue(this.state, this.#core.options, now);
    // Stock clients say nothing while their person is quiet, but answer pings; who does not even that is gone and reads no goodbye.
    if (due === "terminate" || (due === "goingAway" && this.#isAsked)) return this.terminate();
    if (due && due !== "goingAway") return this.end(due);
    if (now - this.state.heardAt >= this.#core.options.limits.idleMs / 2) this.#ask();
    this.#room?.watch(this);
  }

  terminate(): void {
    this.#socket.terminate();
    this.closed();
  }

  end(reason: CloseName, detail?: string): void {
    if (this.state.phase === "ended") return;
    this.#leave();
    closeFor(this.#socket, reason, detail);
  }

  enter(room: Room, asker: Asker): void {
    this.user = authorOf(asker.user);
    this.#room = room;
    this.#opening = undefined;
    this.#core.connections.admitted(this);
    room.join(this);
    greet(this.#core, room.id, asker);
    this.#drain();
    this.#socket.changed?.();
  }

  goOn(room: Room): void {
    if (this.state.asker) this.user = authorOf(this.state.asker.user);
    this.#room = room;
    room.join(this);
  }

  entry({ entry }: Delivery): void {
    if (entry.kind === "message" && entry.text !== "" && entry.from.id !== this.user.id) this.#socket.send(entry.text);
    this.#socket.changed?.();
  }

  passing(): void {}

  streamLost(): void {}

  #ask(): void {
    if (this.#isAsked || !this.#socket.ping) return;
    this.#isAsked = true;
    this.#socket.ping();
  }

  #leave(): void {
    enterPhase(this.state, "ended", this.#core.options.clock.now());
    this.#cancelWait?.();
    this.#queue.length = 0;
    this.#room?.leave(this);
  }

  /** Takes from the queue as fast as the rate allows. */
  #drain(): void {
    const { clock, limits } = this.#core.options;
    while (this.state.phase === "open" && !this.#cancelWait && this.#queue.length > 0) {
      if (takeToken(this.state.bucket, limits.rate, clock.now()) > 0) {
        this.#cancelWait = clock.after(1_000 / limits.rate.perSecond, () => {
          this.#cancelWait = undefined;
          this.#drain();
        });
        return;
      }
      const text = this.#queue.shift() ?? "";
      this.#queuedChars -= text.length;
      if (!saysNothing({ text })) void this.#say(text.toWellFormed());
    }
  }

  async #say(text: string): Promise<void> {
    const { options, work } = this.#core;
    const { asker, heardAt } = this.state;
    const room = this.#room;
    if (!asker || !room) return;
    const id = randomId();
    const entry = messageOf({ id, from: this.user, ts: heardAt }, { text });
    work.begin();
    try {
      const owes = owed(this.#core, asker, id);
      const appended = await options.log.append(room.id, entry, owes && { owes });
      if (appended.outcome !== "stored") return;
      room.stored(appended.entry);
      answer(this.#core, room.id, { asker, question: appended.entry as Message });
    } catch (error) {
      options.onError(error, { room: room.id });
      this.end("internalError");
    } finally {
      work.end();
    }
  }
}
