import type { ResolvedOptions } from "../options.ts";
import { Room } from "./room.ts";

/** The rooms that this process has in memory: those with a member, or with a handler at work. */
export class Rooms {
  readonly #options: ResolvedOptions;
  readonly #rooms = new Map<string, Room>();

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

  /** Whoever comes next gets a new one. */
  forget(room: Room): void {
    if (this.#rooms.get(room.id) === room) this.#rooms.delete(room.id);
  }
}
