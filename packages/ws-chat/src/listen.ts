import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { CommandError } from "./command-error.ts";

/** Servers that answer alike on every address that `host` means. */
export interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
  /** Where a person finds it, the nearest first, such as `http://localhost:8888`. */
  readonly urls: readonly [string, ...string[]];
}

/** @throws {CommandError} when the port is taken, not allowed, or the host is not this machine's. */
export async function listen(listener: RequestListener, host: string, port: number): Promise<Listening> {
  const first = await open(listener, host === "localhost" ? "127.0.0.1" : host, port);
  const taken = (first.address() as AddressInfo).port;
  const servers = [first];
  // Browsers try both addresses of `localhost`; left free, ::1 could be somebody else's server.
  if (host === "localhost" && hasLoopback6()) servers.push(await open(listener, "::1", taken));
  return { port: taken, servers, urls: urlsOf(host, taken) };
}

async function open(listener: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(listener).listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CommandError(remedies(host, port)[(error as NodeJS.ErrnoException).code ?? ""] ?? String(error));
  }
  return server;
}

function remedies(host: string, port: number): Record<string, string> {
  const unknown = `--host ${host}: not an address of this machine`;
  return {
    EADDRINUSE: `port ${port} is taken; stop what runs there, or choose another: --port ${port < 65_535 ? port + 1 : 0}`,
    EACCES: `port ${port} is not allowed to this user; choose one from 1024: --port 8888`,
    EADDRNOTAVAIL: unknown,
    ENOTFOUND: unknown,
    EAI_AGAIN: unknown,
  };
}

function urlsOf(host: string, port: number): [string, ...string[]] {
  const url = (name: string) => `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
  if (host !== "0.0.0.0" && host !== "::") return [url(host)];
  return [
    url("localhost"),
    ...addresses()
      .filter(({ internal, family }) => !internal && family === "IPv4")
      .map(({ address }) => url(address)),
  ];
}

function hasLoopback6(): boolean {
  return addresses().some(({ address }) => address === "::1");
}

function addresses() {
  return Object.values(networkInterfaces()).flatMap((list) => list ?? []);
}
