import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "@ws-chat/protocol";
import { createRedisLog } from "@ws-chat/server/redis";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";
import { illAnswered } from "../chaos/answers.ts";
import { entriesOf } from "../chaos/chat-server.ts";
import { Balancer } from "./balancer.ts";
import { ChatNode } from "./chat-node.ts";
import { Talker } from "./crowd.ts";
import { Faults } from "./faults.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface ClusterOptions {
  readonly seed: number;
  /** Of all clients together. */
  readonly messages: number;
  /** How often each client says something, on average. */
  readonly gapMs: number;
  /** At most so many, one a second as long as somebody talks. */
  readonly faults: number;
  readonly cutMs: number;
  readonly leaseMs: number;
  /** Told now and then how far it is. */
  readonly progress?: (line: string) => void;
}

export interface Outcome extends Verdict {
  readonly faults: readonly string[];
}

const [processes, rooms, clients] = [3, 20, 200];
/** After the faults, for whatever is on its way. */
const patienceMs = 60_000;

/** Three processes on one Redis, 200 clients in 20 rooms, and one fault a second. */
export async function runCluster(options: ClusterOptions): Promise<Outcome> {
  const closings: (() => unknown)[] = [];
  try {
    return await run(options, (closing) => closings.push(closing));
  } finally {
    for (const close of closings.toReversed()) await close();
  }
}

async function run(options: ClusterOptions, onEnd: (closing: () => unknown) => void): Promise<Outcome> {
  const { seed, messages, leaseMs, cutMs, gapMs, progress = () => {} } = options;
  const redis = await RedisServer.start();
  onEnd(() => redis.dispose());
  const nodes = await Promise.all(Array.from({ length: processes }, () => ChatNode.start(redis.port, leaseMs)));
  for (const node of nodes) onEnd(() => node.close());
  const balancer = await Balancer.before(() => nodes.map(({ port }) => port), seededRandom(seed + 1));
  onEnd(() => balancer.close());

  const url = `ws://127.0.0.1:${balancer.port}/websocket`;
  const talkers = Array.from(
    { length: clients },
    (_, at) => new Talker(`client ${at}`, { url, room: `room ${at % rooms}`, messages: messages / clients }),
  );
  onEnd(() => talkers.forEach(({ client }) => client.disconnect()));
  await Promise.all(talkers.map((talker) => talker.enter(patienceMs)));

  const faults = new Faults({ redis, nodes, balancer, cutMs, random: seededRandom(seed) });
  const acknowledged = (): number => talkers.reduce((sum, { promised }) => sum + promised.length, 0);
  const talking = Promise.all(talkers.map((talker, at) => talker.talk(gapMs, seededRandom(seed + 1_000 + at))));
  for (let struck = 0; await Promise.race([talking.then(() => false), pause(1_000, true)]); ) {
    if (struck < options.faults) {
      struck += 1;
      faults.strike();
    }
    progress(`${acknowledged()} of ${messages} messages acknowledged, ${struck} faults`);
  }
  await faults.settle();
  await Promise.all(talkers.map((talker) => talker.isHeard(patienceMs)));

  const log = await createRedisLog({ url: redis.url, logger: { info() {}, warn() {}, error() {} } });
  onEnd(() => log.close());
  const logs = await untilAnswered(async (looks) => {
    // A person gives an answer some time before asking again.
    if (looks % 5 === 0) talkers.forEach((talker) => talker.retryAll());
    progress(`all is well; ${acknowledged()} of ${messages} messages acknowledged, waiting for answers`);
    return readRooms((room) => entriesOf(log, room));
  });
  await Promise.all(talkers.map((talker) => catchUp(talker, logs.get(talker.room)?.at(-1)?.seq ?? 0)));

  const verdict = await judge(talkers, logs);
  const crashes = nodes.flatMap((node) => node.crashes.map((crash) => `a process ended by itself, ${crash}`));
  return { ...verdict, harms: [...crashes, ...verdict.harms], faults: faults.log };
}

async function readRooms(read: (room: string) => Promise<readonly Entry[]>): Promise<Map<string, readonly Entry[]>> {
  const logs = new Map<string, readonly Entry[]>();
  for (let at = 0; at < rooms; at += 1) logs.set(`room ${at}`, await read(`room ${at}`));
  return logs;
}

/** Reads once a second until every question has an answer, or patience ends. */
async function untilAnswered(
  read: (looks: number) => Promise<Map<string, readonly Entry[]>>,
): Promise<Map<string, readonly Entry[]>> {
  const deadline = performance.now() + patienceMs;
  for (let looks = 0; ; looks += 1) {
    const logs = await read(looks);
    const isOwed = [...logs.values()].some((entries) => illAnswered(entries).length > 0);
    if (!isOwed || performance.now() > deadline) return logs;
    await pause(1_000);
  }
}

async function catchUp(talker: Talker, newest: number): Promise<void> {
  const { client } = talker;
  await talker.until(() => {
    const last = client.getSnapshot().items.at(-1);
    return last?.type === "message" && !last.streaming && last.message.seq === newest;
  }, patienceMs);
}
