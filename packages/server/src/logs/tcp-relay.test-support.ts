import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** One port before one process or several: new connections go to `target`, open ones stay where they are. */
export class TcpRelay {
  target: number;
  /** Connections made through it. */
  count = 0;
  readonly #open = new Set<Socket>();
  readonly #server: Server;

  private constructor(target: number) {
    this.target = target;
    this.#server = createServer((near) => {
      this.count += 1;
      const far = connect(this.target, "127.0.0.1");
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#open.add(socket);
        socket.on("error", () => other.destroy()).on("close", () => this.#open.delete(socket));
        socket.pipe(other);
      }
    });
  }

  static async before(target: number): Promise<TcpRelay> {
    const self = new TcpRelay(target);
    self.#server.listen(0, "127.0.0.1");
    await once(self.#server, "listening");
    return self;
  }

  get port(): number {
    // The cast: a server that listens on a TCP port has such an address.
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on the connections of now carry nothing, and stay open. */
  swallow(): void {
    for (const socket of this.#open) socket.unpipe().resume();
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
