import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface ProxyOptions {
  /** Where the connections lead, on 127.0.0.1. */
  readonly port: number;
  /** In [0, 1). */
  readonly random: () => number;
  /** How long a connection lives, at least and at most. @default never reset */
  readonly lifeMs?: readonly [number, number];
  /** How long bytes are on their way, so that a reset always catches some of them. @default 0 */
  readonly latencyMs?: number;
  /**
   * Resets at once what begins as anything but an upgrade. An attempt that a reset cuts short looks to a client like a WebSocket that is
   * blocked; this way its probe finds nobody, and it does not take to HTTP. @default whatever comes gets through
   */
  readonly only?: "websocket";
  /** What new connections wait for. @default nothing */
  readonly admit?: () => Promise<void>;
}

/** A bad network: TCP on 127.0.0.1 whose connections are reset in the middle of whatever they carry, or lead nowhere. */
export class ResettingProxy {
  /** Connections reset so far. */
  resets = 0;
  /** Bytes that went into the black hole. */
  swallowed = 0;
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #isBlackHole = false;
  #change = Promise.withResolvers<void>();

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer((near) => void this.#admit(near));
  }

  static async open(options: ProxyOptions): Promise<ResettingProxy> {
    const proxy = new ResettingProxy(options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    // The cast: a server that listens on a TCP port has such an address.
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/websocket`;
  }

  /** From now on connections are accepted, stay open and carry nothing, those of now included. */
  blackHole(): void {
    this.#isBlackHole = true;
  }

  /** New connections lead to the server again; those that led nowhere still do. */
  restore(): void {
    this.#isBlackHole = false;
    for (const connection of this.#connections) connection.isLost = true;
  }

  /** Resolves once `isSo`, looked at after every reset and every swallowed byte. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#change.promise;
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) this.#reset(connection);
    this.#server.close();
    await once(this.#server, "close");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #admit(near: Socket): Promise<void> {
    near.on("error", () => {});
    await this.#options.admit?.();
    if (!near.destroyed) this.#join(near);
  }

  #join(near: Socket): void {
    const connection: Connection = { near, far: connect(this.#options.port, "127.0.0.1"), isLost: false };
    this.#connections.add(connection);
    this.#carry(connection, near, connection.far);
    this.#carry(connection, connection.far, near);
    const { lifeMs, random, only } = this.#options;
    if (only) near.once("data", (first: Buffer) => isUpgrade(first) || this.#reset(connection));
    if (!lifeMs) return;
    const [least, most] = lifeMs;
    connection.timer = setTimeout(
      () => {
        this.resets += 1;
        this.#reset(connection);
      },
      least + random() * (most - least),
    );
  }

  #carry(connection: Connection, from: Socket, to: Socket): void {
    const { latencyMs = 0 } = this.#options;
    // Timers of one length fire in the order they were set, so bytes stay in order.
    const later = (run: () => void): void => void setTimeout(run, latencyMs);
    from.setNoDelay();
    from.on("data", (data: Buffer) => {
      if (this.#isBlackHole || connection.isLost) {
        this.swallowed += data.length;
        this.#changed();
      } else later(() => to.writable && to.write(data));
    });
    from.on("end", () => later(() => to.end()));
    from.on("error", () => {});
    from.on("close", () => {
      clearTimeout(connection.timer);
      if (from.errored) to.resetAndDestroy();
      this.#connections.delete(connection);
    });
  }

  #reset({ near, far }: Connection): void {
    near.resetAndDestroy();
    far.resetAndDestroy();
    this.#changed();
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

/** Clients write the head of a request in one go, and the loopback carries it in one piece. */
function isUpgrade(first: Buffer): boolean {
  return /^upgrade: *websocket$/im.test(first.toString("latin1"));
}

interface Connection {
  readonly near: Socket;
  readonly far: Socket;
  /** It carries nothing any more. */
  isLost: boolean;
  timer?: ReturnType<typeof setTimeout>;
}
