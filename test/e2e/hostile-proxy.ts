import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";

/** What a proxy does to WebSocket: lets it through, answers 403, or takes it and carries nothing. */
export type Treatment = "passes" | "refuses" | "swallows";

/** A proxy as companies have them, before a server on 127.0.0.1. It treats plain requests well, unless it `buffers`. */
export class HostileProxy {
  treatment: Treatment = "passes";
  /** It gives answers on only when they have ended. */
  buffers = false;
  /** Upgrades asked for so far. */
  upgrades = 0;
  /** What has been asked for by HTTP so far: `stream`, `poll`, `send`. */
  readonly modes = new Set<string>();
  readonly #server: Server;
  readonly #port: number;
  readonly #upgraded = new Set<Duplex>();

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((from, to) => this.#carry(from, to));
    this.#server.on("upgrade", (from, socket) => this.#upgrade(from, socket));
  }

  static async open(port: number): Promise<HostileProxy> {
    const proxy = new HostileProxy(port);
    await once(proxy.#server.listen(0, "127.0.0.1"), "listening");
    return proxy;
  }

  get url(): string {
    // The cast: a server that listens on a TCP port has such an address.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Cuts every WebSocket there is. */
  cut(): void {
    for (const socket of this.#upgraded) socket.destroy();
  }

  /** Carries nothing more on the WebSockets there are, which stay open. */
  darken(): void {
    for (const socket of this.#upgraded) socket.unpipe().resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await once(this.#server.close(), "close");
  }

  #carry(from: IncomingMessage, to: ServerResponse): void {
    const { method, url, headers } = from;
    const onward = request({ port: this.#port, host: "127.0.0.1", method, path: url, headers });
    onward.on("response", (answer) => {
      if (!this.buffers) {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
        return;
      }
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => to.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(chunks)));
    });
    const asked: Buffer[] = [];
    from.on("data", (chunk: Buffer) => asked.push(chunk));
    from.on("end", () => {
      if (method === "POST") this.modes.add((JSON.parse(String(Buffer.concat(asked))) as { mode: string }).mode);
    });
    onward.on("error", () => to.destroy());
    to.on("close", () => onward.destroy());
    from.pipe(onward);
  }

  #upgrade(from: IncomingMessage, socket: Duplex): void {
    const { treatment } = this;
    this.upgrades += 1;
    if (treatment === "refuses") {
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    const onward = connect(this.#port, "127.0.0.1");
    for (const [near, far] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.#upgraded.add(near);
      near.on("error", () => {});
      near.on("close", () => {
        this.#upgraded.delete(near);
        far.destroy();
      });
    }
    const { rawHeaders, method, url } = from;
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${rawHeaders[at + 1]}` : []));
    onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    if (treatment === "passes") {
      socket.pipe(onward).pipe(socket);
      return;
    }
    socket.resume();
    onward.once("data", (handshake: Buffer) => {
      socket.write(handshake);
      onward.resume();
    });
  }
}
