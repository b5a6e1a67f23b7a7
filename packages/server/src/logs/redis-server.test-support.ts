import { createClient } from "@redis/client";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = "redis-server";

/** Whether Redis is on this machine. Where it is not, the reason is printed; under CI=true, which installs it, that is a failure. */
export function hasRedis(): boolean {
  if (!spawnSync(program, ["--version"]).error) return true;
  const reason = `${program} is not here; to get it: apt-get install redis-server`;
  if (process.env.CI === "true") throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return false;
}

/** A Redis of the test's own, which forgets nothing that it has acknowledged. */
export class RedisServer {
  readonly port: number;
  readonly #settings: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), "ws-chat-redis-"));
  readonly #running = new Set<ChildProcess>();

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
    mkdirSync(this.#data);
  }

  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const self = new RedisServer(await freePort(), settings);
    await self.start();
    return self;
  }

  /** One of a cluster's own, of which it is the only node. */
  static async startCluster(): Promise<RedisServer> {
    const self = await RedisServer.start("--cluster-enabled", "yes");
    const admin = await createClient({ url: self.url }).connect();
    await admin.sendCommand(["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    // Nothing tells when it has found out that it is complete.
    while (!String(await admin.sendCommand(["CLUSTER", "INFO"])).includes("cluster_state:ok"));
    admin.destroy();
    return self;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves once it has loaded its data. */
  async start(): Promise<void> {
    const own = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#data, "--daemonize", "no"];
    const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    const child = spawn(program, [...own, ...durable, ...this.#settings], { stdio: ["ignore", "pipe", "inherit"] });
    this.#running.add(child);
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-4_000);
        if (said.includes("Ready to accept connections")) resolve();
      });
      child.once("exit", () => reject(new Error(`${program} did not start:\n${said}`)));
    });
  }

  /** Ends it, in the middle of whatever it does. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    for (const child of this.#running) {
      this.#running.delete(child);
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
  }

  /** Makes it hold still, with its connections open, and go on. */
  stall(): void {
    for (const child of this.#running) child.kill("SIGSTOP");
  }

  resume(): void {
    for (const child of this.#running) child.kill("SIGCONT");
  }

  /** Keeps a copy of what is stored. */
  async backUp(): Promise<void> {
    await this.kill("SIGTERM");
    cpSync(this.#data, join(this.#folder, "backup"), { recursive: true });
    await this.start();
  }

  /** Puts that copy in the place of what is stored. */
  async restore(): Promise<void> {
    await this.kill("SIGTERM");
    rmSync(this.#data, { recursive: true });
    cpSync(join(this.#folder, "backup"), this.#data, { recursive: true });
    await this.start();
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }

  get #data(): string {
    return join(this.#folder, "data");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // The cast: a server that listens on a TCP port has such an address.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
