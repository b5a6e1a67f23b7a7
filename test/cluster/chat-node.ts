import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../e2e/server-process.ts";
import { RedisWire } from "./redis-wire.ts";

/** One process of the chat, on a port that stays its own, with a wire to Redis of its own. */
export class ChatNode {
  readonly port: number;
  readonly wire: RedisWire;
  /** Ends that nobody asked for. */
  readonly crashes: string[] = [];
  readonly #leaseMs: number;
  #child: ChildProcess | undefined;
  #isUp = false;

  private constructor(port: number, wire: RedisWire, leaseMs: number) {
    this.port = port;
    this.wire = wire;
    this.#leaseMs = leaseMs;
  }

  static async start(redisPort: number, leaseMs: number): Promise<ChatNode> {
    const node = new ChatNode(await freePort(), await RedisWire.to(redisPort), leaseMs);
    await node.start();
    return node;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const args = [this.wire.port, this.port, this.#leaseMs].map(String);
    const child = fork(new URL("chat-process.ts", import.meta.url), args, {
      execArgv: ["--conditions=@ws-chat/source", "--no-warnings"],
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.#child = child;
    let errors = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-2_000);
    });
    const ended = once(child, "close").then(([code]) => {
      this.#isUp = false;
      if (!child.killed) this.crashes.push(`exit code ${code}: ${errors}`);
    });
    await Promise.race([once(child, "message"), ended]);
    this.#isUp = child.exitCode === null && !child.killed;
  }

  /** SIGKILL. Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#isUp = false;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.wire.close();
  }
}
