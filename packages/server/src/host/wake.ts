import { ChatConnection } from "../connection/connection.ts";
import { closeFor, sayBye } from "../connection/ending.ts";
import { TextConnection } from "../connection/text-connection.ts";
import type { Core } from "../core.ts";
import { nobody, type Connection, type Forgotten, type Kept, type Socket } from "../socket.ts";

/** Makes a connection again. One that is in goes on reading where it was; one whose hello was being looked at has to come back. */
export async function wake(core: Core, socket: Socket, kept: Kept | Forgotten | undefined): Promise<Connection> {
  const phase = kept?.state?.phase;
  if (kept?.state && (phase === "open" || (phase === "hello" && kept.opening))) return restore(core, socket, kept);
  if (kept?.state && kept.language === "text" && kept.opening && phase === "joining") {
    const connection = new TextConnection(core, socket, kept.opening);
    core.connections.add(connection);
    return connection;
  }
  if (phase !== "ended") {
    if (kept?.language !== "text") sayBye(socket, "serviceRestart");
    closeFor(socket, "serviceRestart");
  }
  return nobody;
}

async function restore(core: Core, socket: Socket, kept: Kept): Promise<Connection> {
  const Language = kept.language === "text" ? TextConnection : ChatConnection;
  const connection = new Language(core, socket, kept.opening, kept.state);
  core.connections.add(connection, kept.state.phase === "open");
  if (kept.state.phase !== "open" || kept.state.room === undefined) return connection;
  const room = core.rooms.hold(kept.state.room);
  try {
    await room.opened();
    const { epoch, seq } = room.newest;
    if (epoch === kept.epoch && seq >= kept.state.cursor) connection.goOn(room);
    else connection.end("resumeNeeded");
  } catch (error) {
    core.options.onError(error, { room: room.id });
    connection.end("internalError");
  } finally {
    room.release();
  }
  return connection;
}
