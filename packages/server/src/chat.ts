import type { CloseName } from "@ws-chat/protocol";
import type { Chat, ChatOptions } from "./chat-types.ts";
import { ChatConnection } from "./connection.ts";
import { Connections } from "./connections.ts";
import type { Core } from "./core.ts";
import { closeFor } from "./ending.ts";
import { resolveOptions } from "./options.ts";
import { roomHandle } from "./room-handle.ts";
import { isRoomName } from "./room-name.ts";
import { Rooms } from "./rooms.ts";
import type { Connection, Opening, Socket } from "./socket.ts";
import { TextConnection } from "./text-connection.ts";
import { Work } from "./work.ts";

/** The server's side of a socket that was refused. */
const refused: Connection = { receive() {}, closed() {} };

/**
 * A chat: rooms, their members, and the handler that answers. Adapters bring it its connections.
 * @throws {TypeError} naming the option that is wrong.
 * @example
 * const chat = createChat({ onMessage: (message) => `You said ${message.text}` });
 */
export function createChat<Extra = unknown>(options: ChatOptions<Extra> = {}): Chat {
  // Inside, users are carried about and not looked into: what `authenticate` adds goes back only to the handlers written with it.
  const resolved = resolveOptions(options as ChatOptions);
  const closing = new AbortController();
  const core: Core = {
    options: resolved,
    rooms: new Rooms(resolved),
    connections: new Connections(resolved.clock),
    runs: new Set(),
    work: new Work(),
    closing: closing.signal,
  };
  let closed: Promise<void> | undefined;

  function accept(socket: Socket, opening: Opening): Connection {
    const refusal = refusalOf(core);
    if (refusal) {
      closeFor(socket, refusal);
      return refused;
    }
    const Language = opening.language === "text" ? TextConnection : ChatConnection;
    const connection = new Language(core, socket, opening);
    core.connections.add(connection);
    return connection;
  }

  async function close(): Promise<void> {
    closing.abort();
    core.connections.endAll("serviceRestart");
    for (const run of core.runs) run.abort();
    await core.work.idle();
    await resolved.log.close();
  }

  const chat: Chat = {
    room(id) {
      if (typeof id !== "string" || !isRoomName(id)) {
        throw new TypeError(
          `chat.room: ${JSON.stringify(id)} must be 1 to 128 characters, none of them a control character`,
        );
      }
      return roomHandle(core, id);
    },
    accept,
    get connections() {
      return core.connections.size;
    },
    close() {
      closed ??= close();
      return closed;
    },
    [Symbol.asyncDispose]: () => chat.close(),
  };
  return chat;
}

function refusalOf({ closing, connections, options: { limits } }: Core): CloseName | undefined {
  if (closing.aborted) return "serviceRestart";
  return connections.size >= limits.connections || connections.pending >= limits.pendingHellos
    ? "tryAgainLater"
    : undefined;
}
