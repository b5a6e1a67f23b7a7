import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChatClient, createClient, type Item } from "@ws-chat/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasRedis, RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";
import type { Moment } from "./moments.ts";
import { openLog } from "./open-log.ts";

const execArgv = ["--conditions=@ws-chat/source", "--experimental-strip-types", "--no-warnings"];
let folder: string;
let attemptsFile: string;
let where: string;
let dispose: () => Promise<void>;
let port: number;
let client: ChatClient;
let child: ChildProcess;

/** Logs that outlive a process: where each is, and how to get rid of it. */
const logs: readonly { readonly name: string; set(): Promise<void> }[] = [
  {
    name: "SQLite",
    set() {
      where = join(folder, "chat.db");
      dispose = () => Promise.resolve();
      return Promise.resolve();
    },
  },
  ...(hasRedis() ? [{ name: "Redis", set: setRedis }] : []),
];

async function setRedis(): Promise<void> {
  const server = await RedisServer.start();
  where = server.url;
  dispose = () => server.dispose();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ws-chat-deaths-"));
  attemptsFile = join(folder, "attempts");
  port = 0;
});

afterEach(async () => {
  client.disconnect();
  child.kill("SIGKILL");
  await dispose();
  rmSync(folder, { recursive: true });
});

/** Always on the same port and log. Resolves when it listens, or when it has died before. */
async function startServer(moment?: Moment): Promise<void> {
  const args = [where, attemptsFile, String(port), ...(moment ? [moment] : [])];
  child = fork(new URL("mortal-server.ts", import.meta.url), args, { execArgv });
  const [heard] = (await Promise.race([once(child, "message"), once(child, "exit")])) as [{ port: number } | null];
  if (heard) port = heard.port;
}

async function hasDied(): Promise<void> {
  if (child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
}

function connect(): void {
  const values = new Map<string, string>();
  client = createClient({
    url: `ws://127.0.0.1:${port}/websocket?room=lobby`,
    backoff: { baseMs: 20, capMs: 100 },
    storage: {
      get: (key) => values.get(key),
      set: (key, value) => void values.set(key, value),
      remove: (key) => void values.delete(key),
      keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
    },
  });
  client.connect();
}

/** What a person sees: `author text`, and what is not as usual about it. */
function seen(): string[] {
  return client.getSnapshot().items.map((item: Item) => {
    if (item.type === "gap") return "gap";
    const { message, delivery, streaming } = item;
    const signs = [message.status, delivery && delivery.state !== "sent" && delivery.state, streaming && "…"];
    return [message.from.role, message.text, ...signs].filter(Boolean).join(" ");
  });
}

function until(done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe(look);
    function look(): void {
      if (!done()) return;
      stop();
      resolve();
    }
    look();
  });
}

function attempts(): number[] {
  return readFileSync(attemptsFile, "utf8").trimEnd().split("\n").map(Number);
}

/** Ends the server, and looks at what it leaves: the same that is shown, and nothing owed. */
async function expectTheEnd(conversation: readonly string[]): Promise<void> {
  // What was cut off looks interrupted before its entry comes, or somebody says it anew.
  const isStored = (item: Item): boolean => item.type === "message" && item.message.seq !== undefined;
  await until(() => seen().length === conversation.length && client.getSnapshot().items.every(isStored));
  expect(seen()).toEqual(conversation);
  // Signals take another way than entries.
  await until(() => client.getSnapshot().typing.length === 0);
  expect(client.getSnapshot()).toMatchObject({ pending: 0, status: { state: "online" } });
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(0);
  const log = await openLog(where);
  const { entries } = await log.read("lobby", { limit: 100, maxBytes: 1_000_000 });
  expect(entries.map(({ from, text, status }) => [from.role, text, status].filter(Boolean).join(" "))).toEqual(
    conversation,
  );
  expect(entries.slice(1).every(({ re }) => re === 1)).toBe(true);
  expect(await log.debts?.claim(10, 1)).toEqual([]);
  await log.close();
}

describe.each(logs)("a server on $name that is killed", { timeout: 60_000 }, ({ set }) => {
  beforeEach(set);

  it("between append and ack has stored the message once, and the next one answers it", async () => {
    await startServer("append and ack");
    connect();
    const sent = client.send("hello");
    await hasDied();
    expect(client.getSnapshot().pending).toBe(1);
    await startServer();
    await sent;
    await expectTheEnd(["visitor hello", "bot answer to hello, attempt 2"]);
    expect(attempts()).toEqual([2]);
  });

  it("between ack and reply is followed by one that replies", async () => {
    await startServer("ack and reply");
    connect();
    await client.send("hello");
    child.send("seen");
    await hasDied();
    await startServer();
    await expectTheEnd(["visitor hello", "bot answer to hello, attempt 2"]);
    expect(attempts()).toEqual([1, 2]);
  });

  it.each([
    {
      moment: "first delta and end",
      outcome: "leaves what was shown, interrupted",
      last: "bot Once upon interrupted",
      tried: [1],
    },
    {
      moment: "first delta and what is kept of it",
      outcome: "has the next one say it anew",
      last: "bot answer to hello, attempt 2",
      tried: [1, 2],
    },
  ] as const)("between $moment $outcome", async ({ moment, last, tried }) => {
    await startServer(moment);
    connect();
    await client.send("hello");
    await until(() => seen().includes("bot Once upon …"));
    child.send("seen");
    await hasDied();
    await startServer();
    await expectTheEnd(["visitor hello", last]);
    expect(attempts()).toEqual(tried);
  });

  it("between publish and delivery has replied, and nobody replies again", async () => {
    await startServer("publish and delivery");
    connect();
    await client.send("hello");
    await hasDied();
    expect(seen()).toEqual(["visitor hello"]);
    await startServer();
    await expectTheEnd(["visitor hello", "bot answer to hello, attempt 1"]);
    expect(attempts()).toEqual([1]);
  });

  it("by its own handler, three times, leaves a note instead of a fourth, and answers when asked again", async () => {
    await startServer("handler");
    connect();
    void client.send("hello").catch(() => {});
    await hasDied();
    for (const _ of [2, 3]) {
      await startServer("handler");
      await hasDied();
    }
    await startServer();
    await until(() => seen().includes("bot no-reply"));
    expect(attempts()).toEqual([1, 2, 3]);
    const note = client.getSnapshot().items.at(-1);
    if (note?.type === "message") client.retry(note.message.id);
    await until(() => seen().includes("bot answer to hello, attempt 4"));
    expect(attempts()).toEqual([1, 2, 3, 4]);
  });
});
