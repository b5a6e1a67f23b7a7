import { type Author, encodeFrame, limits } from "@ws-chat/protocol";
import type { ResolvedOptions } from "../options.ts";
import { DueTimer } from "./due-timer.ts";
import type { Member } from "./member.ts";
import { OtherProcesses, type PeopleSignal } from "./other-processes.ts";
import { firstOf, type PresenceList, presenceList } from "./presence-list.ts";
import { ReadMarks } from "./read-marks.ts";
import { graceMs, Visits } from "./visits.ts";

/** What is known of its users to one connection, small and plain, as it is kept where connections are put away. */
export interface PeopleNotes {
  /** Digest of the `presence` that it was sent last. */
  told?: number;
  /** How far its user has read by what came from it. */
  read?: number;
}

/** The room that they are in. */
interface Around {
  readonly id: string;
  readonly members: ReadonlySet<Member>;
  /** To every live member but those of the user `except`. */
  pass(frame: string, except?: string): void;
  watch(member: Member): void;
  leaveIfUnused(): void;
}

/** How often all of a small room are told who is there; and in a greater one, how long for each of them, so that telling costs the same. */
const tellMs = 1_000;
const tellEachMs = 10;
const never = Number.POSITIVE_INFINITY;

/** Who is in a room and how far they have read, and when its members are told. All of it is best effort; nothing of it is stored. */
export class People {
  readonly marks = new ReadMarks();
  readonly #around: Around;
  readonly #options: ResolvedOptions;
  readonly #visits = new Visits();
  readonly #others: OtherProcesses;
  readonly #timer: DueTimer;
  /** What those who are up to date were told. */
  #last: PresenceList | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #tellAt = never;
  #isClosed = false;

  constructor(around: Around, options: ResolvedOptions) {
    this.#around = around;
    this.#options = options;
    this.#timer = new DueTimer(options.clock, () => this.#act());
    this.#others = new OtherProcesses((how) =>
      options.log.signal(around.id, {
        type: "people",
        users: firstOf(this.#visits.users),
        total: this.#visits.size,
        marks: [...this.marks],
        ...how,
      }),
    );
  }

  /** Everybody, on whichever process. */
  get users(): readonly Author[] {
    return [...this.#everybody().users.values()];
  }

  /** Whether somebody who has gone is not missed yet: on other processes nobody must be missed who may be on the way there. */
  get isLingering(): boolean {
    return this.#options.log.isShared === true && this.#visits.size > 0;
  }

  joined(member: Member): void {
    const { notes, user } = member;
    const wasPutAway = notes.told !== undefined;
    if (notes.read !== undefined) this.marks.recall(user.id, notes.read);
    const isNews = this.#visits.came(user);
    // Of those who were put away all come back, and none of them is news.
    if (wasPutAway) return;
    if (isNews) this.#changed();
    if (this.#options.log.isShared) this.#others.begin(this.#now);
    this.#act();
    if (this.#options.presence) {
      if (notes.told === undefined) this.#tell(member, this.#listForNewcomer());
    } else notes.told = 0;
    if (this.#options.readMarks) this.#tellMarks(member);
  }

  left(member: Member): void {
    if (this.#isClosed) return;
    this.#visits.left(member.user.id, this.#now);
    if (this.#around.members.size > 0 || this.isLingering) this.#arm();
  }

  /** All who were put away are back. Who is not may still be on the way. */
  woken(): void {
    const { digest } = (this.#last ??= this.#list());
    const isNews = [...this.#around.members].some(({ notes }) => notes.told !== digest);
    if (isNews && this.#options.presence) this.#tellAt = this.#now + graceMs;
    this.#arm();
  }

  read(user: string, seq: number): void {
    this.marks.move(user, seq);
    this.#act();
  }

  /** A process says who is there. */
  heard(signal: PeopleSignal): void {
    if (this.#isClosed || !this.#others.heard(signal, this.#now)) return;
    for (const [user, seq] of signal.marks) this.marks.move(user, seq);
    if (this.#list().digest !== this.#last?.digest) this.#changed();
    this.#act();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer.set(never);
    this.#others.close();
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  /** The list is another one; the members are told as soon as it is not too often. */
  #changed(): void {
    const pauseMs = Math.max(tellMs, this.#around.members.size * tellEachMs);
    if (this.#options.presence) this.#tellAt = Math.min(this.#tellAt, Math.max(this.#now, this.#toldAt + pauseMs));
    this.#others.changed(this.#now);
  }

  /** Does what is due. */
  #act(): void {
    const now = this.#now;
    const isMissed = this.#visits.expire(now);
    if (this.#others.expire(now) || isMissed) this.#changed();
    if (this.#tellAt <= now) this.#tellAll();
    this.#others.beat(now);
    this.#passMarks();
    this.#arm();
    this.#around.leaveIfUnused();
  }

  #arm(): void {
    if (this.#isClosed) return;
    this.#timer.set(Math.min(this.#tellAt, this.#visits.changesAt, this.marks.dueAt, this.#others.dueAt));
  }

  #tellAll(): void {
    const list = this.#list();
    this.#last = list;
    this.#toldAt = this.#now;
    this.#tellAt = never;
    for (const member of this.#around.members) {
      if (member.notes.told === list.digest) continue;
      if (member.live) this.#tell(member, list);
      // It has enough to read; it will be told with the next who come or go, or then.
      else this.#changed();
    }
  }

  #tell(member: Member, { frame, digest }: PresenceList): void {
    member.notes.told = digest;
    member.passing(frame);
    this.#around.watch(member);
  }

  #tellMarks(member: Member): void {
    const { id } = member.user;
    member.passing(encodeFrame({ type: "read", user: id, seq: this.marks.seqOf(id) }));
    if (this.#isCrowd) return;
    for (const [user, seq] of this.marks) if (user !== id) member.passing(encodeFrame({ type: "read", user, seq }));
  }

  #passMarks(): void {
    const taken = this.marks.take(this.#now);
    if (taken.length === 0 || this.#isCrowd) return;
    for (const [user, seq] of taken) this.#around.pass(encodeFrame({ type: "read", user, seq }), user);
  }

  /** Among so many, who has read what is told to nobody: each message would be answered by a frame from everybody to everybody. */
  get #isCrowd(): boolean {
    return this.#visits.size > limits.presenceUsers || this.#everybody().total > limits.presenceUsers;
  }

  #everybody(): { readonly users: ReadonlyMap<string, Author>; readonly total: number } {
    const users = new Map(this.#visits.users.map((user) => [user.id, user]));
    return { total: this.#others.addTo(users), users };
  }

  /** The others' list may be older than they are. Where only the first are named it tells as much, and is not made anew for each of a crowd. */
  #listForNewcomer(): PresenceList {
    return this.#visits.size > limits.presenceUsers ? (this.#last ??= this.#list()) : this.#list();
  }

  #list(): PresenceList {
    const { users, total } = this.#everybody();
    return presenceList(users.values(), total);
  }
}
