import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** One port before several processes: each connection goes to one that lives. */
export class Balancer {
  readonly #ports: () => readonly number[];
  readonly #random: () => number;
  readonly #server: Server;
  readonly #nears = new Set<Socket>();

  private constructor(ports: () => readonly number[], random: () => number) {
    this.#ports = ports;
    this.#random = random;
    this.#server = createServer((near) => {
      this.#nears.add(near);
      near.on("error", () => {});
      near.on("close", () => this.#nears.delete(near));
      this.#lead(near, this.#shuffled());
    });
  }

  static async before(ports: () => readonly number[], random: () => number): Promise<Balancer> {
    const balancer = new Balancer(ports, random);
    await once(balancer.#server.listen(0, "127.0.0.1"), "listening");
    return balancer;
  }

  get port(): number {
    // The cast: a server that listens on a TCP port has such an address.
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets those connections of which `isIt` holds. Returns how many they were. */
  reset(isIt: () => boolean): number {
    const unlucky = [...this.#nears].filter(isIt);
    for (const near of unlucky) near.resetAndDestroy();
    return unlucky.length;
  }

  async close(): Promise<void> {
    for (const near of this.#nears) near.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #lead(near: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) return void near.resetAndDestroy();
    const far = connect(port, "127.0.0.1");
    far.once("connect", () => {
      near.on("close", () => far.resetAndDestroy());
      far.on("close", () => near.destroy());
      near.pipe(far);
      far.pipe(near);
      if (near.destroyed) far.destroy();
    });
    far.on("error", () => {
      if (far.connecting || far.bytesRead + far.bytesWritten > 0) return;
      this.#lead(near, others);
    });
  }

  #shuffled(): number[] {
    return this.#ports()
      .map((port) => ({ port, luck: this.#random() }))
      .toSorted((a, b) => a.luck - b.luck)
      .map(({ port }) => port);
  }
}
