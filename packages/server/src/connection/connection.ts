import {
  type Author,
  type ClientFrame,
  type CloseName,
  type Cursor,
  decodeClientFrame,
  encodeAck,
  encodeFrame,
  type Entry,
  fitsBytes,
  limits,
  pingText,
  pongText,
  ProtocolError,
  type ServerFrame,
} from "@ws-chat/protocol";
import { type ConnectionState, deadline, enterPhase, newState, overdue } from "./connection-state.ts";
import type { Core } from "../core.ts";
import type { Delivery } from "../room/delivery.ts";
import { closeFor, sayBye } from "./ending.ts";
import { authorOf } from "../identity.ts";
import { join } from "./join.ts";
import type { Member } from "../room/member.ts";
import type { PeopleNotes } from "../room/people.ts";
import { takeToken } from "./rate-limit.ts";
import { greet } from "../reply/reply.ts";
import { serve } from "./requests.ts";
import type { Room } from "../room/room.ts";
import type { Asker } from "../reply/run.ts";
import { receiveSend, refuseContent } from "./send.ts";
import { settle } from "./send-window.ts";
import type { Connection, Kept, Opening, Socket } from "../socket.ts";
import { welcome } from "./welcome.ts";

/** A connection that has been welcomed, as those see it who serve its frames. */
export interface Session {
  readonly core: Core;
  readonly room: Room;
  readonly asker: Asker;
  readonly author: Author;
  readonly state: ConnectionState;
  readonly bufferedBytes: number;
  /** Entries are delivered to it. */
  readonly listens: boolean;
  send(frame: ServerFrame): void;
  end(reason: CloseName, detail?: string): void;
}

/** One client of `ws-chat.v1`. */
export class ChatConnection implements Connection, Member, Session {
  readonly core: Core;
  readonly state: ConnectionState;
  live = false;
  readonly #socket: Socket;
  #opening: Opening | undefined;
  #room: Room | undefined;
  #author: Author | undefined;
  readonly #request: Opening["request"];
  /** Requests other than sends that are not answered yet. */
  #asked = 0;
  #onAnswer: (() => void) | undefined;

  constructor(core: Core, socket: Socket, opening?: Opening, state = newState(core.options, core.options.clock.now())) {
    this.core = core;
    this.#socket = socket;
    this.#opening = opening;
    this.#request = opening?.request;
    this.state = state;
  }

  get room(): Room {
    return present(this.#room);
  }

  get asker(): Asker {
    return present(this.state.asker);
  }

  get author(): Author {
    return present(this.#author);
  }

  get user(): Author {
    return this.author;
  }

  get cursor(): number {
    return this.state.cursor;
  }

  set cursor(seq: number) {
    this.state.cursor = seq;
  }

  get notes(): PeopleNotes {
    return (this.state.notes ??= {});
  }

  get listens(): boolean {
    return this.#request !== "speaks";
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  receive(data: unknown): void {
    const { state } = this;
    if (state.phase === "ended") return;
    if (typeof data !== "string") return this.end("unsupportedData");
    if (!fitsBytes(data, limits.frameBytes)) return this.end("messageTooBig");
    const { clock, limits: bounds } = this.core.options;
    const now = clock.now();
    state.heardAt = now;
    const waitMs = takeToken(state.bucket, bounds.rate, now);
    if (waitMs === Number.POSITIVE_INFINITY) return this.end("banned");
    if (data === pingText) return this.#socket.send(pongText);
    try {
      const frame = decodeClientFrame(data);
      if (frame) this.#take(frame, waitMs);
    } catch (error) {
      if (error instanceof ProtocolError && error.send && state.phase === "open") {
        return refuseContent(this, error.send, error.message);
      }
      if (error instanceof ProtocolError) return this.end("badFrame", error.message);
      this.core.options.onError(error, {});
      this.end("internalError");
    }
  }

  heard(at = this.core.options.clock.now()): void {
    this.state.heardAt = Math.max(this.state.heardAt, at);
  }

  get kept(): Kept {
    const { state } = this;
    const until = deadline(state, this.core.options);
    return { language: "ws-chat.v1", state, opening: this.#opening, epoch: this.#room?.newest.epoch, until };
  }

  closed(): void {
    this.core.connections.delete(this);
    this.#leave();
  }

  async answered(): Promise<void> {
    while (this.#owesAnswer) await new Promise<void>((resolve) => (this.#onAnswer = resolve));
  }

  sweep(now: number): void {
    const due = overdue(this.state, this.core.options, now);
    if (due === "terminate") this.terminate();
    else if (due) this.end(due);
    else this.#room?.watch(this);
  }

  terminate(): void {
    this.#socket.terminate();
    this.closed();
  }

  end(reason: CloseName, detail?: string): void {
    if (this.state.phase === "ended") return;
    this.#leave();
    sayBye(this.#socket, reason);
    closeFor(this.#socket, reason, detail);
  }

  enter(room: Room, asker: Asker, resume: Cursor | undefined, missed: readonly Entry[] | undefined): void {
    const { core } = this;
    this.#author = authorOf(asker.user);
    this.#room = room;
    this.#opening = undefined;
    core.connections.admitted(this);
    if (!this.listens) room.hold();
    if (this.#request) this.#payByUser();
    if (this.state.phase !== "open") return;
    this.send(welcome(core.options, room, this.author, resume ?? room.newest, resume !== undefined));
    if (!this.listens) return;
    room.join(this, missed);
    if (!resume) greet(core, room.id, asker);
  }

  goOn(room: Room): void {
    this.#author = authorOf(this.asker.user);
    this.#room = room;
    room.join(this);
  }

  send(frame: ServerFrame): void {
    if (this.state.phase !== "ended") this.#socket.send(encodeFrame(frame));
    this.#onAnswer?.();
  }

  entry(delivery: Delivery): void {
    const { id, from, seq, ts } = delivery.entry;
    const { sends } = this.state;
    const n = sends.pending.length > 0 && from.id === this.author.id ? settle(sends, id) : 0;
    this.#socket.send(n === 0 ? delivery.frame : encodeAck({ n, id, seq, ts }));
    this.#onAnswer?.();
  }

  passing(frame: string): void {
    this.#socket.send(frame);
  }

  streamLost(): void {
    this.end("resumeNeeded");
  }

  #take(frame: ClientFrame, waitMs: number): void {
    if (frame.type === "ping") return this.#socket.send(pongText);
    if (this.state.phase !== "open") {
      if (frame.type === "hello" && this.state.phase === "hello")
        void join(this.core, this, present(this.#opening), frame);
      else this.end("badFrame", `${frame.type} before welcome`);
      return;
    }
    switch (frame.type) {
      case "hello":
        return this.end("badFrame", "a second hello");
      case "send":
        return receiveSend(this, frame, waitMs);
      default:
        void this.#owe(serve(this, frame, waitMs));
    }
  }

  async #owe(answer: Promise<void> | void): Promise<void> {
    if (!answer) return;
    this.#asked += 1;
    await answer;
    this.#asked -= 1;
    this.#onAnswer?.();
  }

  get #owesAnswer(): boolean {
    const { phase, sends } = this.state;
    return phase === "joining" || (phase === "open" && (this.#asked > 0 || sends.pending.length > 0));
  }

  #payByUser(): void {
    const { core, state } = this;
    const now = core.options.clock.now();
    state.bucket = core.allowances.of(this.asker.user.id, now);
    if (takeToken(state.bucket, core.options.limits.rate, now) === Number.POSITIVE_INFINITY) this.end("banned");
  }

  #leave(): void {
    const wasOpen = this.state.phase === "open";
    enterPhase(this.state, "ended", this.core.options.clock.now());
    if (this.listens) this.#room?.leave(this);
    else if (wasOpen) this.#room?.release();
    this.#onAnswer?.();
  }
}

/** What is there in every open connection. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("the connection is not open");
  return value;
}
