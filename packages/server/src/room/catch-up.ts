import { type Cursor, limits } from "@ws-chat/protocol";
import { pause } from "../clock.ts";
import { Delivery } from "./delivery.ts";
import type { Member } from "./member.ts";
import type { ResolvedOptions } from "../options.ts";
import { pageAfter } from "./tail.ts";

/** What a room lets its members read. */
export interface Source {
  readonly id: string;
  readonly newest: Cursor;
  readonly members: ReadonlySet<Member>;
  hand(member: Member, delivery: Delivery): void;
  /** The log showed less than the tail has had. */
  lost(): void;
}

/** How often a member whose buffer is full is looked at again. */
const pollMs = 100;

/**
 * Reads the log for `member`, from its cursor on and as fast as it takes it, until it has met the tail. `false` where the member has gone
 * or had to be closed.
 */
export async function catchUp(member: Member, source: Source, options: ResolvedOptions): Promise<boolean> {
  while (await isDrained(member, source, options)) {
    if (member.cursor >= source.newest.seq) return true;
    const page = await options.log.read(source.id, pageAfter(member.cursor));
    if (!source.members.has(member)) return false;
    if (page.epoch !== source.newest.epoch || page.oldest > member.cursor + 1) {
      member.end("resumeNeeded");
      return false;
    }
    for (const entry of page.entries) source.hand(member, new Delivery(entry));
    if (page.newest < source.newest.seq) {
      source.lost();
      await pause(options.clock, pollMs);
    }
  }
  return false;
}

/** Whether what was sent to the member has gone out so far that a page more may follow. */
export function takesMore({ bufferedBytes }: Member, { limits: bounds }: ResolvedOptions): boolean {
  return bufferedBytes <= bounds.bufferedBytes / 2;
}

/** Waits until the member takes more; `false` where it has gone, or took nothing for so long that it was closed. */
async function isDrained(member: Member, { members }: Source, options: ResolvedOptions): Promise<boolean> {
  const { clock } = options;
  let least = member.bufferedBytes;
  let progressAt = clock.now();
  while (members.has(member) && !takesMore(member, options)) {
    await pause(clock, pollMs);
    const now = clock.now();
    if (member.bufferedBytes < least) {
      least = member.bufferedBytes;
      progressAt = now;
    } else if (now - progressAt >= limits.slowMs && members.has(member)) {
      member.end("slow");
    }
  }
  return members.has(member);
}
