import { type Cursor, encodeFrame, type Entry, limits, type Snapshot } from "@ws-chat/protocol";
import { catchUp, type Source, takesMore } from "./catch-up.ts";
import { Delivery } from "./delivery.ts";
import type { Page, Range, Signal } from "../logs/log.ts";
import type { Member } from "./member.ts";
import type { ResolvedOptions } from "../options.ts";
import { People } from "./people.ts";
import type { Rooms } from "./rooms.ts";
import type { Run } from "../reply/run.ts";
import { Streams } from "./streams.ts";
import { awayMs, pageAfter, Tail, type TailListener, vouchesFor } from "./tail.ts";

/**
 * Members of one room in this process, and what reaches them. An entry goes to a member exactly when it is the one after that member's
 * cursor; everybody else reads the log from its cursor on until it meets the tail. Hello, replay, `lost()` and slow consumers are all that.
 */
export class Room implements TailListener, Source {
  readonly id: string;
  readonly members = new Set<Member>();
  /** Who they are to each other, where the chat tells. */
  readonly people: People | undefined;
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
    if (options.presence || options.readMarks) this.people = new People(this, options);
  }

  /** Keeps the room in memory until `release`. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.leaveIfUnused();
  }

  /** Resolves when the tail is live. */
  async opened(): Promise<void> {
    await this.#open();
  }

  /** Gives the page of `wanted` to whoever opens the room; the others find it opened. */
  async #open(wanted?: Range): Promise<Page | undefined> {
    let page: Page | undefined;
    this.#opening ??= this.#tail.open(wanted).then(
      (read) => {
        page = read;
        this.#rooms.recall(this);
      },
      (error: unknown) => {
        this.#end();
        throw error;
      },
    );
    await this.#opening;
    return page;
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

  /** As {@link opened}, with what `cursor` has missed, as far as a page goes; `undefined` where not everything after it can be replayed. */
  async missedSince(cursor: Cursor): Promise<readonly Entry[] | undefined> {
    let page = await this.#open(pageAfter(cursor.seq - 1));
    if (!page) {
      const newest = this.#tail;
      if (cursor.epoch !== newest.epoch) return undefined;
      if (cursor.seq === newest.seq && cursor.seq > 0)
        return cursor.id === newest.id && cursor.id !== "" ? [] : undefined;
      page = await this.#options.log.read(this.id, pageAfter(cursor.seq - 1));
    }
    if (!vouchesFor(page, cursor) || page.newest - cursor.seq > limits.replayEntries) return undefined;
    return page.entries.filter(({ seq }) => seq > cursor.seq);
  }

  /** `missed`: the first entries after its cursor, where they are known. */
  join(member: Member, missed: readonly Entry[] = []): void {
    if (this.#isEnded) return member.end("resumeNeeded");
    this.members.add(member);
    if (takesMore(member, this.#options)) for (const entry of missed) this.hand(member, new Delivery(entry));
    this.#follow(member);
    this.people?.joined(member);
  }

  leave(member: Member): void {
    member.live = false;
    if (!this.members.delete(member)) return;
    this.people?.left(member);
    this.leaveIfUnused();
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
        return this.pass(encodeFrame(signal), signal.from.id);
      case "snapshot":
      case "delta":
        this.#streams ??= new Streams();
        if (this.#streams.apply(signal)) this.pass(encodeFrame(signal));
        return;
      case "stream-end":
        return this.#streamEnded(signal.id, signal.seq);
      case "stop":
        return this.#runs?.get(signal.id)?.stop(signal.by);
      case "read":
        return this.people?.read(signal.user, signal.seq);
      case "people":
        return this.people?.heard(signal);
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

  /** Hands a frame of passing interest to all but the user `except`. */
  pass(frame: string, except?: string): void {
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
        this.#options.clock.after(awayMs, () => {
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

  /** Lets go of the room where nothing in this process needs it. */
  leaveIfUnused(): void {
    const isUsed = this.#holds > 0 || this.members.size > 0 || this.people?.isLingering;
    if (!isUsed && !this.#isEnded) this.#end();
  }

  #end(): void {
    this.#isEnded = true;
    this.#rooms.forget(this);
    this.#tail.close();
    this.people?.close();
  }
}
