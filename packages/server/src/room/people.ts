import { type Author, encodeFrame, limits } from "@ws-chat/protocol";
import { randomId } from "../identity.ts";
import type { Signal } from "../logs/log.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Member } from "./member.ts";
import { beatMs, OtherProcesses } from "./other-processes.ts";
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
  hold(): void;
  release(): void;
  /** To every live member but those of the user `except`. */
  pass(frame: string, except?: string): void;
  watch(member: Member): void;
}
type PeopleSignal = Extract<Signal, { type: "people" }>;

/** How often all of a small room are told who is there; and in a greater one, how long for each of them, so that telling costs the same. */
const tellMs = 1_000;
const tellEachMs = 10;
/** How often a process that knows of no other in the room asks whether there is one. */
const askMs = 60_000;
const never = Number.POSITIVE_INFINITY;

/** Who is in a room and how far they have read, and when its members are told. All of it is best effort; nothing of it is stored. */
export class People {
  readonly marks: ReadMarks;
  readonly #around: Around;
  readonly #options: ResolvedOptions;
  readonly #visits = new Visits();
  readonly #others = new OtherProcesses();
  readonly #process = randomId();
  #last: { readonly frame: string; readonly digest: number } | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #tellAt = never;
  #beatAt = never;
  #hasAnnounced = false;
  #lingers = false;
  #isClosed = false;
  #timerAt = never;
  #cancelTimer: (() => void) | undefined;

  constructor(around: Around, options: ResolvedOptions, marks = new ReadMarks()) {
    this.#around = around;
    this.#options = options;
    this.marks = marks;
  }

  /** Everybody, on whichever process. */
  get users(): readonly Author[] {
    return [...this.#everybody().users.values()];
  }

  /** When there is something to do by itself. */
  get #dueAt(): number {
    return Math.min(this.#tellAt, this.#visits.changesAt, this.marks.dueAt, this.#beatAt, this.#others.changesAt);
  }

  joined(member: Member): void {
    const { notes, user } = member;
    const wasPutAway = notes.told !== undefined;
    if (notes.read !== undefined) this.marks.recall(user.id, notes.read);
    const isNews = this.#visits.came(user);
    // Of those who were put away all come back, and none of them is news.
    if (wasPutAway) return;
    if (isNews) this.#changed();
    if (this.#beatAt === never && this.#options.log.isShared) this.#beatAt = this.#now;
    this.#act();
    if (this.#options.presence) {
      if (notes.told === undefined) this.#tell(member, (this.#last ??= this.#compose()));
    } else notes.told = 0;
    if (this.#options.readMarks) this.#tellMarks(member);
  }

  left(member: Member): void {
    if (this.#isClosed) return;
    this.#visits.left(member.user.id, this.#now);
    if (this.#around.members.size > 0) return this.#arm();
    // Nobody is left here who could miss them; on other processes nobody must who may be on the way there.
    if (!this.#options.log.isShared) return;
    if (!this.#lingers) this.#around.hold();
    this.#lingers = true;
    this.#arm();
  }

  /** All who were put away are back. Who is not may still be on the way. */
  woken(): void {
    const { digest } = (this.#last ??= this.#compose());
    const isNews = [...this.#around.members].some(({ notes }) => notes.told !== digest);
    if (isNews && this.#options.presence) this.#tellAt = this.#now + graceMs;
    this.#arm();
  }

  read(user: string, seq: number): void {
    this.marks.move(user, seq);
    this.#act();
  }

  /** Another process says who is there. */
  heard({ process, users, total, marks, asks, gone }: PeopleSignal): void {
    if (process === this.#process || this.#isClosed) return;
    const wasAlone = this.#others.size === 0;
    if (gone) this.#others.gone(process);
    else this.#others.heard(process, { users, total }, this.#now);
    for (const [user, seq] of marks) this.marks.move(user, seq);
    if (this.#compose().digest !== this.#last?.digest) this.#changed();
    if (asks || wasAlone) this.#beatAt = this.#now;
    this.#act();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    if (this.#hasAnnounced) this.#announce({ gone: true });
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  /** The list is another one; the members are told as soon as it is not too often. */
  #changed(): void {
    const pauseMs = Math.max(tellMs, this.#around.members.size * tellEachMs);
    if (this.#options.presence) this.#tellAt = Math.min(this.#tellAt, Math.max(this.#now, this.#toldAt + pauseMs));
    if (this.#hasAnnounced) this.#beatAt = Math.min(this.#beatAt, this.#now + tellMs);
  }

  /** Does what is due. */
  #act(): void {
    const now = this.#now;
    const isMissed = this.#visits.expire(now);
    if (this.#others.expire(now) || isMissed) this.#changed();
    if (this.#tellAt <= now) this.#tellAll();
    if (this.#beatAt <= now) this.#beat();
    this.#passMarks();
    this.#arm();
    if (!this.#lingers || (this.#visits.size > 0 && this.#around.members.size === 0)) return;
    this.#lingers = false;
    this.#around.release();
  }

  #arm(): void {
    const dueAt = this.#dueAt;
    if (dueAt === this.#timerAt || this.#isClosed) return;
    this.#cancelTimer?.();
    this.#timerAt = dueAt;
    if (dueAt === never) return;
    const { clock } = this.#options;
    const due = (): void => {
      this.#timerAt = never;
      this.#act();
    };
    this.#cancelTimer = clock.after(Math.max(0, dueAt - clock.now()), due, "on time");
  }

  #tellAll(): void {
    const last = this.#compose();
    this.#last = last;
    this.#toldAt = this.#now;
    this.#tellAt = never;
    for (const member of this.#around.members) {
      if (member.notes.told === last.digest) continue;
      if (member.live) this.#tell(member, last);
      // It has enough to read; it will be told with the next who come or go, or then.
      else this.#changed();
    }
  }

  #tell(member: Member, { frame, digest }: { readonly frame: string; readonly digest: number }): void {
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

  #compose(): { readonly frame: string; readonly digest: number } {
    const { users, total } = this.#everybody();
    const frame = encodeFrame({ type: "presence", users: firstOf(users.values()), total });
    return { frame, digest: digestOf(frame) };
  }

  #beat(): void {
    const isAlone = this.#others.size === 0;
    this.#announce(isAlone ? { asks: true } : {});
    this.#beatAt = this.#now + (isAlone ? askMs : beatMs);
  }

  #announce(more: { readonly asks?: true; readonly gone?: true }): void {
    const users = firstOf(this.#visits.users);
    const total = this.#visits.size;
    this.#hasAnnounced = true;
    const signal: PeopleSignal = {
      type: "people",
      process: this.#process,
      users,
      total,
      marks: [...this.marks],
      ...more,
    };
    this.#options.log.signal(this.#around.id, signal);
  }
}

function firstOf(users: Iterable<Author>): readonly Author[] {
  return [...users].slice(0, limits.presenceUsers);
}

/** FNV-1a, 32 bits: tells one list from the next. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193);
  return digest >>> 0;
}
