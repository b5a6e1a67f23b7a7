import type { Metadata } from "@ws-chat/protocol";
import type { Context, RoomHandle, User } from "../chat-types.ts";
import type { Core } from "../core.ts";
import { roomHandle } from "../room/room-handle.ts";
import type { Task } from "./run.ts";
import type { StopSwitch } from "./stop-switch.ts";

/** What a handler is given. One is made for each message, so what most handlers never touch is made when it is asked for. */
export class RunContext implements Context {
  readonly #core: Core;
  readonly #roomId: string;
  readonly #task: Task;
  readonly #switch: StopSwitch;
  #room: RoomHandle | undefined;

  constructor(core: Core, roomId: string, task: Task, stopSwitch: StopSwitch) {
    this.#core = core;
    this.#roomId = roomId;
    this.#task = task;
    this.#switch = stopSwitch;
  }

  get room(): RoomHandle {
    this.#room ??= roomHandle(this.#core, this.#roomId);
    return this.#room;
  }

  get user(): User {
    return this.#task.asker.user;
  }

  get metadata(): Metadata {
    return this.#task.asker.metadata;
  }

  get attempt(): number {
    return this.#task.attempt;
  }

  get signal(): AbortSignal {
    return this.#switch.signal;
  }

  // Handlers take these out of their context, so they are functions and no methods.
  get history(): Context["history"] {
    return (range) => this.room.history(range);
  }

  get send(): Context["send"] {
    return async (draft) => {
      if (this.#switch.isDiscarded)
        throw new Error("the reply is no longer owed: the room was removed, or another process took over");
      return this.room.send(draft);
    };
  }

  get typing(): Context["typing"] {
    return (on) => this.room.typing(on);
  }
}
