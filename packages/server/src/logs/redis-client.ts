import type { Linked } from "./redis-link.ts";

/** What the log uses of a client of `@redis/client` 5 or 6. Their own types differ by version and by the modules a client has. */
export interface RedisNode {
  readonly options?: { readonly socket?: object };
  connect(): Promise<unknown>;
  destroy(): void;
  sendCommand(args: readonly string[]): Promise<unknown>;
  subscribe(channels: string | string[], listener: Listener): Promise<void>;
  unsubscribe(channels: string | string[], listener: Listener): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
  duplicate(overrides: object): RedisNode;
}
type Listener = (message: string, channel: string) => void;

interface RedisCluster {
  readonly _options: { readonly defaults?: { readonly socket?: object } };
  readonly masters: readonly unknown[];
  nodeClient(node: unknown): RedisNode | Promise<RedisNode>;
  connect(): Promise<unknown>;
  destroy(): void;
  sendCommand(key: string, isReadonly: boolean, args: readonly string[]): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  duplicate(overrides: object): RedisCluster;
}

/** A connection, or one to each node of a cluster. */
export interface RedisConnection extends Linked {
  readonly isCluster: boolean;
  /** Sends a command to whoever has `key`. Commands of one key arrive in order. */
  send(key: string, args: readonly string[]): Promise<unknown>;
  /** Every node that takes writes. */
  nodes(): Promise<readonly RedisNode[]>;
}

/** A connection to one node. */
export interface LinkedNode extends Linked {
  readonly node: RedisNode;
}

/** What an application's client is a pattern for. */
export interface RedisTemplate {
  openCommands(): RedisConnection;
  /** To a node that there is now. */
  openSubscriptions(): Promise<LinkedNode>;
}

/** The link reconnects by itself, and nobody may wait in a queue for that. No timer for each command: the link's ping finds a dead connection. */
const overrides = { disableOfflineQueue: true, commandOptions: { timeout: 0 }, clientSideCache: undefined };
const ping = ["PING"];
const once = { reconnectStrategy: false };
/** A cluster's client looks after its nodes itself. */
const forEver = {
  reconnectStrategy: (retries: number): number => Math.random() * Math.min(1_000, 50 * 2 ** Math.min(retries, 10)),
};

/** @returns `undefined` where `client` is neither a client nor a cluster's. */
export function templateOf(client: unknown): RedisTemplate | undefined {
  if (typeof client !== "object" || client === null || !("duplicate" in client) || "getSentinelNode" in client)
    return undefined;
  // The casts: what the conditions found is what tells them apart.
  if ("nodeClient" in client) return new ClusterTemplate(client as RedisCluster);
  return "sendCommand" in client ? new NodeTemplate(client as unknown as RedisNode) : undefined;
}

/** @throws {Error} where the package is not installed. */
export async function templateFor(
  url: string,
  load: () => Promise<{ createClient(options: { url: string }): unknown }> = () => import("@redis/client"),
): Promise<RedisTemplate> {
  const { createClient } = await load().catch((cause: unknown) => {
    throw new Error("createRedisLog needs the package @redis/client: npm install @redis/client", { cause });
  });
  // The cast: see `RedisNode`.
  return new NodeTemplate(createClient({ url }) as RedisNode);
}

class NodeTemplate implements RedisTemplate {
  readonly #client: RedisNode;

  constructor(client: RedisNode) {
    this.#client = client;
  }

  openCommands(): RedisConnection {
    const linked = duplicated(this.#client);
    const { node } = linked;
    return {
      ...linked,
      isCluster: false,
      send: (_, args) => node.sendCommand(args),
      nodes: () => Promise.resolve([node]),
    };
  }

  openSubscriptions(): Promise<LinkedNode> {
    return Promise.resolve(duplicated(this.#client));
  }
}

class ClusterTemplate implements RedisTemplate {
  readonly #cluster: RedisCluster;
  #latest: RedisCluster | undefined;

  constructor(cluster: RedisCluster) {
    this.#cluster = cluster;
  }

  openCommands(): RedisConnection {
    const { defaults = {} } = this.#cluster._options;
    const cluster = this.#cluster.duplicate({
      commandOptions: overrides.commandOptions,
      // A node that is away may not keep those of the others waiting.
      minimizeConnections: true,
      defaults: { ...defaults, ...overrides, socket: { ...defaults.socket, ...forEver } },
    });
    this.#latest = cluster;
    // What a node suffers its commands tell; without a listener it would end the process.
    cluster.on("error", () => {});
    const pings = (): Promise<unknown>[] =>
      cluster.masters.map(async (node) => (await cluster.nodeClient(node)).sendCommand(ping));
    return {
      isCluster: true,
      connect: async () => {
        await cluster.connect();
        await Promise.any(pings());
      },
      // One that refuses connections is about to be replaced; one that does not answer would keep its commands for ever.
      ping: async () => {
        const pongs = pings();
        await Promise.allSettled(pongs);
        await Promise.any(pongs);
      },
      onEnd: () => {},
      send: (key, args) => cluster.sendCommand(key, false, args),
      nodes: () => Promise.all(cluster.masters.map(async (node) => cluster.nodeClient(node))),
      destroy: () => cluster.destroy(),
    };
  }

  /** What is published to one node reaches them all, so any will do. */
  async openSubscriptions(): Promise<LinkedNode> {
    const { masters = [] } = this.#latest ?? {};
    const node = masters[Math.floor(Math.random() * masters.length)];
    if (!this.#latest || node === undefined) throw new Error("the cluster has no nodes");
    return duplicated(await this.#latest.nodeClient(node));
  }
}

function duplicated(client: RedisNode): LinkedNode {
  const node = client.duplicate({
    ...overrides,
    pingInterval: undefined,
    socket: { ...client.options?.socket, ...once },
  });
  return {
    node,
    connect: async () => {
      await node.connect();
      await node.sendCommand(ping);
    },
    ping: () => node.sendCommand(ping),
    onEnd: (listener) => void node.on("error", listener),
    destroy: () => node.destroy(),
  };
}
