import type { Chat, Connection, Opening, Socket } from "@ws-chat/server";
import { createEndpoint } from "@ws-chat/server/adapter";
import { FirstContact, hostChat, type HostedChat, pingText, pongText, roomIn, SqlLog } from "@ws-chat/server/host";
import { ObjectAlarm } from "./object-alarm.ts";
import { ObjectClock } from "./object-clock.ts";
import { ObjectDatabase } from "./object-database.ts";
import { objectSocket } from "./object-socket.ts";
import { PendingSocket } from "./pending-socket.ts";
import { autoResponse, type ObjectSocket, type ObjectState, socketPair, switchTo } from "./workers.ts";

type Kept = NonNullable<Connection["kept"]>;
type Attached = Parameters<HostedChat["wake"]>[1];

/** A chat in a Durable Object that hibernates: its storage is the log, what is known of each connection is attached to its socket. */
export class RoomObject {
  readonly hosted: HostedChat;
  readonly #state: ObjectState;
  readonly #alarm: ObjectAlarm;
  readonly #clock = new ObjectClock((time) => this.#alarm.wakeBy(time));
  readonly #log: SqlLog;
  readonly #connections = new Map<ObjectSocket, Connection>();
  readonly #changed = new Set<ObjectSocket>();

  constructor(state: ObjectState, create: () => Chat) {
    this.#state = state;
    this.#alarm = new ObjectAlarm(state.storage);
    state.setWebSocketAutoResponse(autoResponse(pingText, pongText));
    const sockets = state
      .getWebSockets()
      .map((socket) => [socket, keptOf(socket)] as const)
      .toSorted(([, a], [, b]) => cameBefore(a, b));
    const epoch = sockets.find(([, kept]) => kept?.epoch !== undefined)?.[1]?.epoch;
    let log: SqlLog | undefined;
    const database = new ObjectDatabase(state.storage, () => {
      if (!log) return;
      this.#alarm.wakeBy(log.dueAt);
      this.#attend();
    });
    this.hosted = hostChat(
      {
        clock: this.#clock,
        createLog: ({ entries = 10_000, ageMs = Number.POSITIVE_INFINITY }) => {
          log = new SqlLog(database, { entries, ageMs, now: Date.now }, (run) => queueMicrotask(run), epoch);
          return log;
        },
      },
      create,
    );
    if (!log) throw new TypeError("chatRoom: the option log must be left out: the object's storage is the log");
    this.#log = log;
    void state.blockConcurrencyWhile(async () => {
      await this.#alarm.recall();
      await Promise.all(sockets.map(([socket, kept]) => this.#wake(socket, kept)));
      this.hosted.woken();
    });
    this.#attend();
    // By then it is known which event has woken the object.
    this.#clock.after(0, () => this.#alarm.ready());
  }

  async accept(opening: Opening): Promise<Response> {
    this.#alarm.ready();
    const { client, server } = socketPair();
    const pending = new PendingSocket();
    const connection = this.hosted.chat.accept(pending, opening);
    if (opening.language === "text") await pending.decided;
    if (pending.isClosed) {
      // One that can hibernate, closed before its peer said a word, would leave the peer's TCP connection open.
      server.accept();
      pending.open(objectSocket(server));
      connection.closed();
    } else {
      this.#state.acceptWebSocket(server);
      this.#connections.set(server, connection);
      pending.open(this.#socket(server));
      this.#touch(server);
    }
    return switchTo(client, opening.language);
  }

  /** Answers a request about a file, or of somebody whom no WebSocket reaches; who named no room is sent to their own. */
  answer({ method, url, headers, body }: Request, { origin, ip }: Opening): Promise<Response> {
    const { hosted } = this;
    const { pathname, search } = new URL(url);
    const accept = (socket: Socket, opening: Opening): Connection =>
      roomIn(search) === undefined
        ? new FirstContact(socket, (hello) => hosted.locate(opening, hello))
        : hosted.chat.accept(socket, opening);
    const endpoint = createEndpoint(
      "chatRoom",
      { accept, uploads: hosted.chat.uploads },
      { origins: origin === undefined ? [] : [origin] },
    );
    return endpoint.answer({
      url: pathname + search,
      method,
      header: (name) => headers.get(name) ?? undefined,
      address: ip,
      onLoopback: false,
      // The cast: streams are iterable here, and the types of pages do not know it.
      body: body as AsyncIterable<Uint8Array> | null,
    });
  }

  received(socket: ObjectSocket, data: unknown): void {
    this.#alarm.ready();
    this.#connections.get(socket)?.receive(data);
    this.#touch(socket);
    this.#clock.catchUp();
  }

  closed(socket: ObjectSocket): void {
    this.#connections.get(socket)?.closed();
    this.#connections.delete(socket);
    this.#alarm.ready();
  }

  /** Does what time has brought, and resolves when that is done. */
  async rung(): Promise<void> {
    this.#alarm.rung();
    for (const [socket, connection] of this.#connections) {
      const answeredAt = this.#state.getWebSocketAutoResponseTimestamp(socket);
      if (answeredAt) connection.heard(answeredAt.getTime());
    }
    const isOwed = this.#log.dueAt <= Date.now();
    this.#clock.catchUp(Number.POSITIVE_INFINITY);
    this.#attend();
    // A handler that runs meanwhile for another reason may run for long.
    if (isOwed) await this.hosted.idle();
    for (const socket of this.#connections.keys()) this.#touch(socket);
    this.#alarm.wakeBy(this.#log.dueAt);
    this.#alarm.ready();
  }

  /** Whatever a caller asked of the chat has begun. */
  #attend(): void {
    this.#clock.attend(this.hosted.idle());
  }

  async #wake(socket: ObjectSocket, kept: Attached): Promise<void> {
    this.#connections.set(socket, await this.hosted.wake(this.#socket(socket), kept));
    this.#touch(socket);
  }

  #socket(socket: ObjectSocket): ReturnType<typeof objectSocket> {
    return objectSocket(socket, () => this.#touch(socket));
  }

  /** Keeps the connection as it is when everything that is happening now has happened. */
  #touch(socket: ObjectSocket): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#keep());
    this.#changed.add(socket);
  }

  #keep(): void {
    for (const socket of this.#changed) {
      const kept = this.#connections.get(socket)?.kept;
      if (!kept) continue;
      attach(socket, kept);
      if (kept.state.phase === "open") this.#alarm.wakeBy(kept.until);
    }
    this.#changed.clear();
    this.#attend();
  }
}

function keptOf(socket: ObjectSocket): Attached {
  // The cast: only `attach` attaches.
  return (socket.deserializeAttachment() as Attached | null) ?? undefined;
}

/** Who came first comes first, whatever order the runtime has them in. */
function cameBefore(a: Attached, b: Attached): number {
  if (!a?.state || !b?.state) return 0;
  const sooner = a.state.since - b.state.since;
  return sooner || ((a.state.asker?.user.id ?? "") < (b.state.asker?.user.id ?? "") ? -1 : 1);
}

function attach(socket: ObjectSocket, kept: Kept): void {
  try {
    socket.serializeAttachment(kept);
  } catch {
    // Too big: a connection of which no more is kept has to come back when the object wakes, and is told so in its language.
    socket.serializeAttachment({ language: kept.language });
  }
}
