import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { isLoopback } from "@ws-chat/server/adapter";

const mostTold = 100;
/** What is told may be pasted into a shell. */
const plain = /^[\w.:-]+$/;

/**
 * Has `server` answer nobody who asks for it by a name that is neither this machine's nor that of one of `origins`. Who owns a name can have it
 * lead here (DNS rebinding), and a page of that name would then be taken for our own. `tell` hears once of each name.
 */
export function guardHost(server: Server, origins: readonly string[], tell: (host: string) => void): void {
  const known = new Set(origins.map((origin) => URL.parse(origin)?.hostname));
  const told = new Set<string>();
  const emit: Server["emit"] = Reflect.get(server, "emit");

  function isRefused({ headers: { host } }: IncomingMessage): boolean {
    // Browsers always say it.
    if (host === undefined) return false;
    const name = URL.parse(`http://${host}`)?.hostname ?? "";
    if (known.has(name) || isLoopback(name) || isIP(name.replace(/^\[|\]$/g, "")) !== 0) return false;
    if (plain.test(host) && !told.has(host) && told.size < mostTold) {
      told.add(host);
      tell(host);
    }
    return true;
  }

  // The cast: `emit` is overloaded by event name, and no implementation can repeat all of Node's overloads.
  server.emit = function (this: Server, event: string, ...args: unknown[]): boolean {
    if (event === "request") {
      const [request, response] = args as [IncomingMessage, ServerResponse];
      if (isRefused(request)) return refuse(response), true;
    } else if (event === "upgrade") {
      const [request, socket] = args as [IncomingMessage, Duplex];
      if (isRefused(request)) return refuseUpgrade(socket), true;
    }
    return Reflect.apply(emit, this, [event, ...args]);
  } as Server["emit"];
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end("This server is not known by that name. The console in which it runs says how to admit it.\n");
}

function refuseUpgrade(socket: Duplex): void {
  // What breaks it also ends it.
  socket.on("error", () => {});
  socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}
