import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The way from one process to Redis: TCP on 127.0.0.1 that can be cut for a while. */
export class RedisWire {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #isCut = false;

  private constructor(redisPort: number) {
    this.#server = createServer((near) => {
      const pair = [near, connect(redisPort, "127.0.0.1")] as const;
      this.#pairs.add(pair);
      for (const [from, to] of [pair, pair.toReversed() as [Socket, Socket]]) {
        from.setNoDelay();
        from.on("data", (data) => to.writable && to.write(data));
        from.on("error", () => {});
        from.on("close", () => {
          this.#pairs.delete(pair);
          to.destroy();
        });
        if (this.#isCut) from.pause();
      }
    });
  }

  static async to(redisPort: number): Promise<RedisWire> {
    const wire = new RedisWire(redisPort);
    await once(wire.#server.listen(0, "127.0.0.1"), "listening");
    return wire;
  }

  get port(): number {
    // The cast: a server that listens on a TCP port has such an address.
    return (this.#server.address() as AddressInfo).port;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** No byte gets through, and nobody is told. */
  cut(): void {
    this.#isCut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** What was held up arrives late, except on connections that the network has given up: `isLost` says which. */
  mend(isLost: () => boolean): void {
    this.#isCut = false;
    for (const pair of this.#pairs) {
      const lost = isLost();
      for (const socket of pair) {
        if (lost) socket.resetAndDestroy();
        else socket.resume();
      }
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
