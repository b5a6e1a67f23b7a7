import { type Cursor, encodeFrame, type Entry, limits, type Snapshot } from "@ws-chat/protocol";
import { catchUp, type Source } from "./catch-up.ts";
import { Delivery } from "./delivery.ts";
import type { Signal } from "../logs/log.ts";
import type { Member } from "./member.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Rooms } from "./rooms.ts";
import type { Run } from "../reply/run.ts";
import { Streams } from "./streams.ts";
import { Tail, type TailListener, vouchesFor } from "./tail.ts";

/** How long to leave a log alone that could not be read. */
const retryMs = 1_000;

/**
 * Members of one room in this process, and what reaches them. An entry goes to a member exactly when it is the one after that member's
 * cursor; everybody else reads the log from its cursor on until it meets the tail. Hello, replay, `lost()` and slow consumers are all that.
 */
export class Room implements TailListener, Source {
  readonly id: string;
  readonly members = new Set<Member>();
  readonly #options: ResolvedOptions;
  readonly #rooms: Rooms;
  readonly #tail: Tail;
  #opening: Promise<void> | undefined;
  #streams: Streams | undefined;
  #runs: Map<string, Run> | undefined;
  #holds = 0;
  /** Nobody comes in any more; who comes next gets a new room of that name. */
  #isEnded = false;

  constructor(id: string, options: ResolvedOptions, rooms: Rooms) {
    this.id = id;
    this.#options = options;
    this.#rooms = rooms;
    this.#tail = new Tail(id, options.log, options.clock, this);
  }

  /** Keeps the room in memory until `release`. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.#leaveIfUnused();
  }

  /** Resolves when the tail is live. */
  opened(): Promise<void> {
    this.#opening ??= this.#tail.open().catch((error: unknown) => {
      this.#end();
      throw error;
    });
    return this.#opening;
  }

  get newest(): Cursor {
    return this.#tail;
  }

  get streams(): readonly string[] {
    return this.#streams?.ids ?? [];
  }

  snapshot(id: string): Snapshot | undefined {
    return this.#streams?.snapshot(id);
  }

  /** Whether everything after `cursor` can be replayed from it. */
  async canResume(cursor: Cursor): Promise<boolean> {
    const newest = this.#tail;
    if (cursor.epoch !== newest.epoch) return false;
    if (cursor.seq === newest.seq && cursor.seq > 0) return cursor.id === newest.id && cursor.id !== "";
    const page = await this.#options.log.read(this.id, {
      after: Math.max(0, cursor.seq - 1),
      limit: 1,
      maxBytes: 1,
    });
    return vouchesFor(page, cursor) && page.newest - cursor.seq <= limits.replayEntries;
  }

  join(member: Member): void {
    if (this.#isEnded) return member.end("resumeNeeded");
    this.members.add(member);
    this.#follow(member);
  }

  leave(member: Member): void {
    member.live = false;
    if (this.members.delete(member)) this.#leaveIfUnused();
  }

  /** An entry that this process knows to be stored, whether or not the log has delivered it yet. */
  stored(entry: Entry): void {
    this.#tail.entry(entry);
  }

  started(run: Run): void {
    this.#runs ??= new Map();
    this.#runs.set(run.id, run);
  }

  isAnswering(replyId: string): boolean {
    return this.#runs?.has(replyId) ?? false;
  }

  ended(run: Run): void {
    if (this.#runs?.get(run.id) === run) this.#runs.delete(run.id);
  }

  advanced(entry: Entry): void {
    this.#streams?.finish(entry);
    const delivery = new Delivery(entry);
    for (const member of this.members) {
      if (member.live && member.cursor === entry.seq - 1) {
        this.hand(member, delivery);
        this.watch(member);
      }
    }
  }

  signal(signal: Signal): void {
    switch (signal.type) {
      case "typing":
        return this.#pass(encodeFrame(signal), signal.from.id);
      case "snapshot":
      case "delta":
        this.#streams ??= new Streams();
        if (this.#streams.apply(signal)) this.#pass(encodeFrame(signal));
        return;
      case "stream-end":
        return this.#streamEnded(signal.id, signal.seq);
      case "stop":
        return this.#runs?.get(signal.id)?.stop(signal.by);
      case "read":
      case "disconnect":
        return;
    }
  }

  /** What is still open then misses an entry that is on its way, or gets none; the members' next welcome says so. */
  #streamEnded(id: string, seq = 0): void {
    if (!this.#streams?.snapshot(id)) return;
    if (seq > this.#tail.seq) return this.#tail.lost();
    this.#streams.end(id);
    for (const member of this.members) member.streamLost();
  }

  broken(): void {
    this.#end();
    for (const member of this.members) member.end("resumeNeeded");
  }

  /** Deliveries may be missing. */
  lost(): void {
    this.#tail.lost();
  }

  failed(error: unknown): void {
    this.#options.onError(error, { room: this.id });
  }

  hand(member: Member, delivery: Delivery): void {
    member.cursor = delivery.entry.seq;
    member.entry(delivery);
  }

  #pass(frame: string, except?: string): void {
    for (const member of this.members) {
      if (member.live && member.user.id !== except) {
        member.passing(frame);
        this.watch(member);
      }
    }
  }

  /** Looks whether the member has fallen behind. */
  watch(member: Member): void {
    if (member.live && member.bufferedBytes > this.#options.limits.bufferedBytes) {
      member.live = false;
      this.#follow(member);
    }
  }

  #follow(member: Member): void {
    if (member.cursor >= this.#tail.seq && member.bufferedBytes <= this.#options.limits.bufferedBytes) {
      return this.#goLive(member);
    }
    catchUp(member, this, this.#options).then(
      (hasMet) => {
        // The tail may have moved since; only where it has not does the member go live, with nothing in between.
        if (hasMet) this.#follow(member);
      },
      (error: unknown) => {
        this.failed(error);
        this.#options.clock.after(retryMs, () => {
          if (this.members.has(member)) this.#follow(member);
        });
      },
    );
  }

  #goLive(member: Member): void {
    member.live = true;
    for (const id of this.streams) {
      const snapshot = this.snapshot(id);
      if (snapshot) member.passing(encodeFrame(snapshot));
    }
  }

  #leaveIfUnused(): void {
    if (this.#holds === 0 && this.members.size === 0) this.#end();
  }

  #end(): void {
    this.#isEnded = true;
    this.#rooms.forget(this);
    this.#tail.close();
  }
}
