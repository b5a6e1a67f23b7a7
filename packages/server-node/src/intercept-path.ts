import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Duplex } from "node:stream";

/** Who answers on one path of a server. */
export interface PathHandler {
  /** Whether a request for another path is its own, too. */
  owns?(path: string): boolean;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

type AnyServer = Server | TlsServer;
/** Node's own hook since 22.21 (`http.createServer`, `shouldUpgradeCallback`); its types are older. */
type UpgradeHook = { shouldUpgradeCallback?: (request: IncomingMessage) => boolean };

const interceptions = new WeakMap<AnyServer, Interception>();

/**
 * Gives every request and upgrade for exactly `path` (any query), and requests for what else it `owns`, to `handler`, before the server's listeners hear of it: an app
 * that answers 404 or an upgrade handler that destroys what it does not know never sees them. The rest takes its usual way.
 * @returns how to undo it.
 * @throws {TypeError} when `server` is none, or the path is taken already.
 */
export function interceptPath(server: AnyServer, path: string, handler: PathHandler): () => void {
  const interception = interceptions.get(server) ?? new Interception(server);
  interceptions.set(server, interception);
  interception.add(path, handler);
  return () => {
    if (interception.remove(path)) interceptions.delete(server);
  };
}

class Interception {
  readonly #server: AnyServer & UpgradeHook;
  readonly #paths = new Map<string, PathHandler>();
  readonly #uninstall: () => void;

  constructor(server: AnyServer & UpgradeHook) {
    this.#server = server;
    this.#uninstall = this.#install();
  }

  add(path: string, handler: PathHandler): void {
    if (this.#paths.has(path)) {
      throw new TypeError(
        `attachChat: ${path} of this server has a chat already; close that one, or give another path`,
      );
    }
    this.#paths.set(path, handler);
  }

  /** @returns whether it was the last one. */
  remove(path: string): boolean {
    this.#paths.delete(path);
    if (this.#paths.size > 0) return false;
    this.#uninstall();
    return true;
  }

  #handlerOf(request: IncomingMessage): PathHandler | undefined {
    return this.#paths.get(pathOf(request));
  }

  #ownerOf(request: IncomingMessage): PathHandler | undefined {
    const path = pathOf(request);
    return this.#paths.get(path) ?? [...this.#paths.values()].find((handler) => handler.owns?.(path));
  }

  #install(): () => void {
    const server = this.#server;
    const decide = server?.shouldUpgradeCallback;
    if (!decide) {
      const isNew = Reflect.has(new Server(), "shouldUpgradeCallback");
      const remedy = isNew
        ? "wants an http.Server: of Express what app.listen(8888) returns, of Fastify app.server"
        : `needs Node 22.21 or newer; this is ${process.version}`;
      throw new TypeError(`attachChat: ${remedy}`);
    }
    const emit: AnyServer["emit"] = Reflect.get(server, "emit");

    const handlerOf = (request: IncomingMessage) => this.#handlerOf(request);
    const ownerOf = (request: IncomingMessage) => this.#ownerOf(request);
    // The cast: `emit` is overloaded by event name, and no implementation can repeat all of Node's overloads.
    const intercepting = function (this: AnyServer, event: string, ...args: unknown[]): boolean {
      if (event === "request") {
        const [request, response] = args as [IncomingMessage, ServerResponse];
        const handler = ownerOf(request);
        if (handler) return handler.request(request, response), true;
      } else if (event === "upgrade") {
        const [request, socket, head] = args as [IncomingMessage, Duplex, Buffer];
        const handler = handlerOf(request);
        if (handler) return handler.upgrade(request, socket, head), true;
      }
      return Reflect.apply(emit, this, [event, ...args]);
    } as AnyServer["emit"];

    server.emit = intercepting;
    // Node destroys an upgrading socket where nobody listens, so somebody has to; without anybody else, other paths get no upgrade.
    server.on("upgrade", placeholder);
    server.shouldUpgradeCallback = (request) => {
      if (ownerOf(request)) return handlerOf(request) !== undefined && wantsWebSocket(request);
      return server.listenerCount("upgrade") > 1 && decide.call(server, request);
    };

    return () => {
      server.off("upgrade", placeholder);
      server.shouldUpgradeCallback = decide;
      if (server.emit === intercepting) server.emit = emit;
    };
  }
}

/** Some programs offer HTTP/2 with every request, and are content where nobody takes it up (RFC 9110, section 7.8). */
function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split("?", 1)[0] ?? "";
}

function placeholder(): void {}
