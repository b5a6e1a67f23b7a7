import type { ResolvedOptions } from "../options.ts";
import type { ReadMarks } from "./read-marks.ts";
import { Room } from "./room.ts";

/** Of how many empty rooms it is still known who has read what. */
const mostRemembered = 1_000;

/** The rooms that this process has in memory: those with a member, or with a handler at work. */
export class Rooms {
  readonly #options: ResolvedOptions;
  readonly #rooms = new Map<string, Room>();
  /** What was known in rooms that are empty now, the last of them last. */
  readonly #marks = new Map<string, { readonly epoch: string; readonly marks: ReadMarks }>();

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /** The room, kept in memory until `release`d. */
  hold(id: string): Room {
    let room = this.#rooms.get(id);
    if (!room) {
      room = new Room(id, this.#options, this);
      this.#rooms.set(id, room);
    }
    room.hold();
    return room;
  }

  get(id: string): Room | undefined {
    return this.#rooms.get(id);
  }

  [Symbol.iterator](): Iterator<Room> {
    return this.#rooms.values();
  }

  /** Whoever comes next gets a new one. */
  forget(room: Room): void {
    if (this.#rooms.get(room.id) === room) this.#rooms.delete(room.id);
    if (!room.people?.marks.size) return;
    this.#marks.delete(room.id);
    this.#marks.set(room.id, { epoch: room.newest.epoch, marks: room.people.marks });
    for (const oldest of this.#marks.keys()) if (this.#marks.size > mostRemembered) this.#marks.delete(oldest);
  }

  /** Has a room that is known by now to go on from `epoch` know what it knew before. */
  recall({ id, people, newest }: Room): void {
    const kept = this.#marks.get(id);
    this.#marks.delete(id);
    // In another log the same `seq` is another message.
    if (kept?.epoch === newest.epoch) for (const [user, seq] of kept.marks) people?.marks.recall(user, seq);
  }
}
