import { type ChatClient, createClient } from "@ws-chat/client";
import { describe, it, type TestContext } from "vitest";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { isWorkerdHere, Workerd } from "../cloudflare/workerd.ts";
import { requires } from "../requires.ts";
import { runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";
import { illAnswered } from "./answers.ts";
import { type Conversation, converse } from "./converse.ts";
import { Evictor } from "./evictor.ts";
import { fated } from "./fate.ts";
import { createHttpClient } from "./http-client.ts";
import { MortalObject } from "./mortal-object.ts";
import { RemoteLobby } from "./remote-lobby.ts";
import { openBadNetwork, seeds, type Way } from "./runs.ts";

const remedy = "npm ci --prefix test/runtimes";
/** One seed where no number of them is asked for. */
const ways = (["websocket", "http"] as const).flatMap((way) =>
  (process.env.CHAOS_SEEDS ? seeds : [1]).map((seed) => ({ way, seed })),
);
const count = 1_000;
const deaths = 10;
const timeout = 180_000;

describe.each(["node", "bun", "deno"] as const)(
  "a conversation with Hono on %s whose every connection is reset after 100 to 400 ms",
  (runtime) => {
    const { name, program } = runtimes[runtime];
    const isHere = requires(name, program !== undefined, remedy);

    it.skipIf(!isHere).concurrent.for(ways)(
      "loses, repeats and reorders none of 1,000 messages each way, and answers each once ($way, seed $seed)",
      { timeout },
      async ({ way, seed }, test) => {
        const served = await Served.start(runtime, new URL(`servers/${runtime}.ts`, import.meta.url));
        test.onTestFinished(() => served.end());
        await conversationWith(served.url, { way, seed, test });
      },
    );
  },
);

describe.skipIf(!requires("workerd", isWorkerdHere, remedy))(
  "a conversation with a Durable Object that dies ten times on the way, behind connections reset after 100 to 400 ms",
  () => {
    it.concurrent.for(ways)(
      "loses, repeats and reorders none of 1,000 messages each way, and answers each once ($way, seed $seed)",
      { timeout },
      async ({ way, seed }, test) => {
        const object = await MortalObject.start();
        test.onTestFinished(() => object.end());
        const fate = fated(count, { deaths, random: seededRandom(seed), kill: () => object.kill() });
        await conversationWith(object.url, { way, seed, test, ...fate });
        test.expect(object.deaths).toBe(deaths);
      },
    );
  },
);

describe.skipIf(!requires("workerd", isWorkerdHere, remedy))(
  "a conversation with a Durable Object that is evicted time and again, behind connections reset after 100 to 400 ms",
  () => {
    // A request that streams keeps its object in memory, so that by HTTP it is never evicted.
    it.for(ways.filter(({ way }) => way === "websocket"))(
      "loses, repeats and reorders none of 1,000 messages each way, and answers each once ($way, seed $seed)",
      { timeout },
      async ({ way, seed }, test) => {
        const worker = new URL("servers/worker.ts", import.meta.url);
        const workerd = await Workerd.start({ worker, isEvictable: true });
        test.onTestFinished(() => workerd[Symbol.asyncDispose]());
        const evictor = new Evictor(workerd);
        let client: ChatClient;
        await conversationWith(workerd.url, {
          way,
          seed,
          test,
          admit: () => evictor.done(),
          createClient: (options) => (client = createClient(options)),
          acknowledged: () => evictor.evict(client),
        });
        test.expect(evictor.evictions).toBeGreaterThan(20);
      },
    );
  },
);

interface Circumstances extends Partial<Pick<Conversation, "createClient" | "acknowledged" | "maxPending">> {
  /** What new connections wait for. @default nothing */
  readonly admit?: () => Promise<void>;
  readonly way: Way;
  readonly seed: number;
  readonly test: Pick<TestContext, "expect" | "onTestFinished">;
}

async function conversationWith(url: string, { way, seed, test, admit, ...more }: Circumstances): Promise<void> {
  const { expect, onTestFinished } = test;
  const proxy = await openBadNetwork(Number(new URL(url).port), seed, way, { ...(admit && { admit }) });
  onTestFinished(() => proxy.close());
  const lobby = new RemoteLobby(url);
  const { witness, stored } = await converse(count, {
    url: proxy.url,
    seed,
    createClient: way === "http" ? createHttpClient : createClient,
    expect,
    onTestFinished,
    say: (sayings) => lobby.say(sayings),
    stored: () => lobby.stored(),
    isAnswered: true,
    ...more,
  });
  expect.soft(proxy.resets, "resets on the way").toBeGreaterThan(2);
  expect.soft([...witness.transports]).toEqual([way]);
  expect.soft([...witness.complaints]).toEqual([]);
  expect(illAnswered(stored), "questions not answered once").toEqual([]);
}
