import type { CloseName, Cursor, Entry, Hello } from "@ws-chat/protocol";
import { admit } from "./admission.ts";
import { type ConnectionState, enterPhase } from "./connection-state.ts";
import type { Core } from "../core.ts";
import type { Room } from "../room/room.ts";
import type { Asker } from "../reply/run.ts";
import type { Opening } from "../socket.ts";

/** A connection on its way into a room. */
interface Joining {
  readonly state: ConnectionState;
  /** It is in. `resume` is where its reading goes on from, with the first of what it has missed, if it may; else that is the newest entry. */
  enter(room: Room, asker: Asker, resume: Cursor | undefined, missed: readonly Entry[] | undefined): void;
  end(reason: CloseName): void;
}

/** Looks at a hello and leads who said it into their room, or ends the connection with the reason. Never rejects. */
export async function join(core: Core, connection: Joining, opening: Opening, hello: Partial<Hello>): Promise<void> {
  const { options, rooms } = core;
  const { state } = connection;
  enterPhase(state, "joining", options.clock.now());
  let room: Room | undefined;
  try {
    const admission = await admit(options, opening, hello);
    // Whoever has gone meanwhile leaves no room behind.
    if (state.phase !== "joining") return;
    if ("refusal" in admission) return connection.end(admission.refusal);
    const { user, tag } = admission;
    const asker = { user, tag, metadata: hello.metadata ?? {} };
    state.asker = asker;
    state.room = admission.room;
    room = rooms.hold(admission.room);
    const { resume } = hello;
    const missed = resume && (await room.missedSince(resume));
    if (!resume) await room.opened();
    if (state.phase !== "joining") return;
    const from = missed ? resume : undefined;
    state.cursor = (from ?? room.newest).seq;
    enterPhase(state, "open", options.clock.now());
    connection.enter(room, asker, from, missed);
  } catch (error) {
    options.onError(error, room ? { room: room.id } : {});
    connection.end("internalError");
  } finally {
    room?.release();
  }
}
