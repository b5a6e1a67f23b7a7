import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type ChatClient, createClient, type Status } from "@ws-chat/client";
import { afterEach, describe, expect, it } from "vitest";
import { TcpRelay } from "../../packages/server/src/logs/tcp-relay.test-support.ts";

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});

async function startServer() {
  const child = fork(new URL("chat-server.ts", import.meta.url), {
    execArgv: ["--conditions=@ws-chat/source", "--experimental-strip-types", "--no-warnings"],
  });
  children.add(child);
  const exited = once(child, "exit").then(([code]) => (children.delete(child), code as number | null));
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, port, exited };
}

/** Things kept for a client alone: Node has no localStorage of its own for each. */
function ownStorage() {
  const map = new Map<string, string>();
  return {
    get: (key: string) => map.get(key),
    set: (key: string, value: string) => void map.set(key, value),
    remove: (key: string) => void map.delete(key),
    keys: (prefix: string) => [...map.keys()].filter((key) => key.startsWith(prefix)),
  };
}

function until(client: ChatClient, done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!done()) return;
      stop();
      resolve();
    };
    const stop = client.subscribe(look);
    look();
  });
}

function texts(client: ChatClient): string[] {
  return client.getSnapshot().items.flatMap((item) => (item.type === "message" ? [item.message.text] : []));
}

describe("a rolling restart behind one port", () => {
  it("brings every client over with one reconnect, spread over the time, and loses nothing that was acknowledged", async () => {
    const first = await startServer();
    const front = await TcpRelay.before(first.port);
    const clients = Array.from({ length: 20 }, () => {
      const client = createClient({ url: `ws://127.0.0.1:${front.port}/websocket`, storage: ownStorage() });
      const onlineAt: number[] = [];
      const states = new Set<Status["state"]>();
      client.on("status", ({ state }) => {
        states.add(state);
        if (state === "online") onlineAt.push(performance.now());
      });
      return { client, onlineAt, states };
    });
    await Promise.all(clients.map(({ client }) => client.send("before")));

    const second = await startServer();
    front.target = second.port;
    first.child.kill("SIGTERM");
    const during = clients.map(async ({ client, onlineAt }, at) => {
      // Half of them write while they are being moved, the rest once they are over.
      if (at % 2 === 0) await until(client, () => client.getSnapshot().status.state !== "online");
      else await until(client, () => onlineAt.length === 2);
      await Promise.all([client.send(`a${at}`), client.send(`b${at}`)]);
    });
    expect(await first.exited).toBe(0);
    await Promise.all(during);

    for (const [at, { client, onlineAt, states }] of clients.entries()) {
      const answers = [`${second.child.pid} heard a${at}`, `${second.child.pid} heard b${at}`];
      await until(client, () => answers.every((answer) => texts(client).includes(answer)));
      const after = texts(client).filter((text) => text === `a${at}` || text === `b${at}` || answers.includes(text));
      expect(after.toSorted()).toEqual([`a${at}`, `b${at}`, ...answers].toSorted());
      expect(after.indexOf(`a${at}`)).toBeLessThan(after.indexOf(`b${at}`));
      expect(onlineAt.length).toBe(2);
      expect(states.has("stopped")).toBe(false);
    }
    expect(front.count).toBe(40);
    const backAt = clients.map(({ onlineAt }) => onlineAt[1] ?? 0).toSorted((a, b) => a - b);
    expect((backAt.at(-1) ?? 0) - (backAt[0] ?? 0)).toBeGreaterThan(1_000);

    // What the second process acknowledged is there for whoever comes back to it.
    const [{ client }] = clients as [(typeof clients)[0]];
    client.disconnect();
    client.connect();
    await until(client, () => client.getSnapshot().status.state === "online");
    await client.send("still there");
    expect(texts(client)).toEqual(expect.arrayContaining(["a0", "b0", "still there"]));

    for (const each of clients) each.client.disconnect();
    second.child.kill("SIGTERM");
    expect(await second.exited).toBe(0);
    await front.close();
  });
});
