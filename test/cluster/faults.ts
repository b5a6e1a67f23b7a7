import { setTimeout as pause } from "node:timers/promises";
import type { RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";
import type { Balancer } from "./balancer.ts";
import type { ChatNode } from "./chat-node.ts";

export interface Stage {
  readonly redis: RedisServer;
  readonly nodes: readonly ChatNode[];
  readonly balancer: Balancer;
  /** In [0, 1). */
  readonly random: () => number;
  /** How long a process is cut from Redis. */
  readonly cutMs: number;
}

/** What goes wrong, one thing at a time or several at once, as a seed has it. */
export class Faults {
  /** What went wrong and when, for whoever has to find out why it did harm. */
  readonly log: string[] = [];
  readonly #stage: Stage;
  readonly #began = performance.now();
  readonly #underWay = new Set<Promise<void>>();
  #isRedisDown = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** One more. It mends itself after a while. */
  strike(): void {
    const { random, nodes } = this.#stage;
    const node = nodes[Math.floor(random() * nodes.length)];
    const luck = random() * 4;
    if (luck >= 3) this.#reset();
    else if (luck >= 2) this.#begin(this.#loseRedis());
    else if (node) this.#begin(luck >= 1 ? this.#kill(node) : this.#cut(node));
  }

  /** Resolves when all is well again. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#note("all is well");
  }

  #begin(fault: Promise<void>): void {
    this.#underWay.add(fault);
    void fault.finally(() => this.#underWay.delete(fault));
  }

  #reset(): void {
    const { balancer, random } = this.#stage;
    this.#note(`${balancer.reset(() => random() < 0.3)} connections of clients are reset`);
  }

  async #kill(node: ChatNode): Promise<void> {
    const downMs = this.#stage.random() * 1_500;
    if (!node.isUp) return this.#note(`${this.#nameOf(node)} is spared: it is down already`);
    this.#note(`${this.#nameOf(node)} is killed`);
    await node.kill();
    await pause(downMs);
    await node.start();
    this.#note(`${this.#nameOf(node)} is back`);
  }

  async #loseRedis(): Promise<void> {
    const { redis, random } = this.#stage;
    const downMs = random() * 700;
    if (this.#isRedisDown) return this.#note("Redis is spared: it is down already");
    this.#isRedisDown = true;
    this.#note("Redis is killed");
    await redis.kill();
    await pause(downMs);
    await redis.start();
    this.#isRedisDown = false;
    this.#note("Redis is back");
  }

  async #cut(node: ChatNode): Promise<void> {
    const { cutMs, random } = this.#stage;
    const share = random();
    if (node.wire.isCut) return this.#note(`${this.#nameOf(node)} is spared: it is cut from Redis already`);
    this.#note(`${this.#nameOf(node)} is cut from Redis`);
    node.wire.cut();
    await pause(cutMs);
    node.wire.mend(() => random() < share);
    this.#note(`${this.#nameOf(node)} reaches Redis again`);
  }

  #nameOf(node: ChatNode): string {
    return `process ${this.#stage.nodes.indexOf(node) + 1}`;
  }

  #note(what: string): void {
    this.log.push(`${((performance.now() - this.#began) / 1_000).toFixed(2)} s: ${what}`);
  }
}
