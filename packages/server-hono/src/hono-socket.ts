import type { Connection, Socket } from "@ws-chat/server";
import { atTurnEnd } from "@ws-chat/server/adapter";
import type { WSContext, WSEvents } from "hono/ws";

/** What runtimes' own sockets tell and do beyond Hono's; none of them has all of it. */
interface RawSocket {
  readonly readyState: number;
  /** Deno and Node. */
  readonly bufferedAmount?: number;
  /** Bun. */
  getBufferedAmount?(): number;
  /** Bun and Node. */
  terminate?(): void;
  /** Bun and Node. */
  ping?(): void;
  /** Node. Only there a pong is heard, and Bun and Deno ping by themselves. */
  on?(event: "ping" | "pong", listener: () => void): void;
}

/** A network socket that can keep what is written to it back: Node's. */
export interface Corkable {
  /** How often it was told to. */
  readonly writableCorked: number;
  cork(): void;
  uncork(): void;
}

const open = 1;
/** For what is under way to a socket that closes. */
const lingerMs = 50;

/** Joins a WebSocket, once it opens, and the connection that `accept` makes of it. `network` is what it writes to, where that can be known. */
export function honoSocketEvents(accept: (socket: Socket) => Connection, network?: Corkable): WSEvents {
  // Hono may make a new context for each event, so this closure is what one connection keeps.
  let connection: Connection | undefined;
  return {
    onOpen(_, context) {
      // The cast: Hono leaves the type of what a runtime gives to the runtime.
      const raw = context.raw as RawSocket;
      connection = accept(honoSocket(context, raw, network));
      raw.on?.("ping", () => connection?.heard());
      raw.on?.("pong", () => connection?.heard());
    },
    onMessage: ({ data }) => connection?.receive(data),
    onClose: () => connection?.closed(),
    // What breaks a socket also closes it, and the close is what counts.
    onError() {},
  };
}

function honoSocket(context: WSContext, raw: RawSocket, network: Corkable | undefined): Socket {
  return {
    send(text) {
      if (raw.readyState !== open) return;
      if (network) gatherWrites(network);
      context.send(text);
    },
    close(code, reason) {
      // Deno resets a connection on which it hears anything after its close, and the peer may never read why.
      if (raw.terminate) context.close(code, reason);
      else setTimeout(() => context.close(code, reason), lingerMs);
    },
    terminate: () => (raw.terminate ? raw.terminate() : context.close()),
    ...(raw.ping && raw.on && { ping: () => raw.readyState === open && raw.ping?.() }),
    get bufferedBytes() {
      return raw.getBufferedAmount?.() ?? raw.bufferedAmount ?? 0;
    },
  };
}

const uncorkLater = atTurnEnd((socket: Corkable) => socket.uncork());

/** Lets what is written to `socket` in this turn of the event loop leave in one write. */
function gatherWrites(socket: Corkable): void {
  if (socket.writableCorked > 0) return;
  uncorkLater(socket);
  socket.cork();
}
