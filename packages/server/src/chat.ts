import type { CloseName } from "@ws-chat/protocol";
import type { Chat, ChatOptions } from "./chat-types.ts";
import { Allowances } from "./connection/allowances.ts";
import { ChatConnection } from "./connection/connection.ts";
import { Connections } from "./connection/connections.ts";
import { disconnect, obeyOthers } from "./connection/disconnect.ts";
import type { Core } from "./core.ts";
import { drain } from "./drain.ts";
import { tellHost } from "./host/host.ts";
import { milliseconds } from "./duration.ts";
import { closeFor, sayBye } from "./connection/ending.ts";
import { resolveOptions } from "./options.ts";
import { listRooms } from "./room/list-rooms.ts";
import { roomHandle } from "./room/room-handle.ts";
import { isPublicId, isRoomName, privateRoomOf } from "./room/room-name.ts";
import { Rooms } from "./room/rooms.ts";
import { watchRooms } from "./room/watch-rooms.ts";
import { type Connection, nobody, type Opening, type Socket } from "./socket.ts";
import { Uploads } from "./uploads/uploads.ts";
import { TextConnection } from "./connection/text-connection.ts";
import { DebtCollector } from "./reply/debt-collector.ts";
import { DebtKeeper } from "./reply/debt-keeper.ts";
import { Runs } from "./reply/runs.ts";
import { Work } from "./reply/work.ts";

const defaultOver = "10s";

/**
 * A chat: rooms, their members, and the handler that answers. Adapters bring it its connections.
 * @throws {TypeError} naming the option that is wrong.
 * @example
 * const chat = createChat({ onMessage: (message) => `You said ${message.text}` });
 */
export function createChat<Extra = unknown>(options: ChatOptions<Extra> = {}): Chat {
  // Inside, users are carried about and not looked into: what `authenticate` adds goes back only to the handlers written with it.
  const resolved = resolveOptions(options as ChatOptions);
  const draining = new AbortController();
  const closing = new AbortController();
  const { debts } = resolved.log;
  const keeper = debts && new DebtKeeper(debts, resolved);
  const core: Core = {
    options: resolved,
    rooms: new Rooms(resolved),
    connections: new Connections(resolved.clock),
    allowances: new Allowances(resolved.limits.rate),
    runs: new Runs(),
    debts: keeper,
    get uploads() {
      return uploads;
    },
    work: new Work(),
    draining: draining.signal,
    closing: closing.signal,
  };
  const uploads = resolved.uploads && new Uploads(core, resolved.uploads);
  let drained: Promise<void> | undefined;
  let closed: Promise<void> | undefined;

  function accept(socket: Socket, opening: Opening): Connection {
    const refusal = refusalOf(core);
    if (refusal) {
      if (opening.language === "ws-chat.v1") sayBye(socket, refusal);
      closeFor(socket, refusal);
      return nobody;
    }
    const Language = opening.language === "text" ? TextConnection : ChatConnection;
    const connection = new Language(core, socket, opening);
    core.connections.add(connection);
    return connection;
  }

  async function close(): Promise<void> {
    draining.abort();
    closing.abort();
    for (const connection of core.connections) connection.end("serviceRestart");
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
    user(id) {
      checkPublicId("chat.user", id);
      return roomHandle(core, privateRoomOf({ id }));
    },
    rooms: (range = {}) => listRooms(resolved.log, range),
    watch: (listener, options = {}) => watchRooms(core, listener, options),
    disconnect(who) {
      checkPublicId("chat.disconnect", who.user);
      return disconnect(core, who);
    },
    accept,
    uploads,
    get connections() {
      return core.connections.size;
    },
    drain({ over = defaultOver } = {}) {
      const overMs = milliseconds("chat.drain: over", over);
      draining.abort();
      drained ??= drain(core, overMs).then(() => chat.close());
      return drained;
    },
    close() {
      closed ??= close();
      return closed;
    },
    [Symbol.asyncDispose]: () => chat.close(),
  };
  if (resolved.log.isShared) void obeyOthers(core);
  if (keeper) new DebtCollector(core, keeper).start();
  tellHost(core);
  return chat;
}

function checkPublicId(caller: string, id: unknown): void {
  if (typeof id === "string" && isPublicId(id)) return;
  throw new TypeError(
    `${caller}: ${JSON.stringify(id)} must be a public id: "u:" and the id that authenticate gave, or a visitor's, "v:…"`,
  );
}

function refusalOf({ draining, connections, options: { limits } }: Core): CloseName | undefined {
  if (draining.aborted) return "serviceRestart";
  return connections.size >= limits.connections || connections.pending >= limits.pendingHellos
    ? "tryAgainLater"
    : undefined;
}
