import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { seededRandom } from "../../packages/client/src/runtime.test-support.ts";
import { ResettingProxy } from "../chaos/resetting-proxy.ts";
import { freePort, type ServerProcess, startProcess } from "../e2e/server-process.ts";
import { Talk, texts, until, visitor } from "../proxies/talk.ts";
import { requires } from "../requires.ts";
import { runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";

const { name, program, remedy } = runtimes.python;

async function start(port: number, ...origins: string[]): Promise<ServerProcess> {
  const command = [String(program), "examples/tornado/server.py", String(port), ...origins] as const;
  return startProcess(command, { port, ready: /^ws:/ });
}

describe.skipIf(!requires(name, program !== undefined, remedy))("our client and examples/tornado", () => {
  const servers: ServerProcess[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.kill())));

  it("lose nothing over a connection that is reset every 100 to 400 ms", async () => {
    await using served = await Served.start("python", new URL("../conformance/servers/python.py", import.meta.url));
    const port = Number(new URL(served.url).port);
    await using network = await ResettingProxy.open({
      port,
      random: seededRandom(7),
      lifeMs: [100, 400],
      latencyMs: 10,
    });
    const talk = await Talk.begin(`ws://127.0.0.1:${network.port}/websocket/swift`);
    await network.until(() => network.resets >= 20);
    await talk.end(expect);
    expect(talk.losses).toBeGreaterThanOrEqual(15);
  });

  it("go on after the server was killed, with what was written meanwhile", async () => {
    const port = await freePort();
    servers.push(await start(port));
    const client = visitor(`ws://127.0.0.1:${port}/websocket`);
    await client.send("before");
    await until(client, (snapshot) => texts(snapshot).includes("Server echoed: before"));
    await servers.pop()?.kill();
    await until(client, ({ status }) => status.state !== "online");
    const meanwhile = [client.send("one"), client.send("two")];
    servers.push(await start(port));
    await Promise.all(meanwhile);
    await until(client, (snapshot) => texts(snapshot).length === 6);
    // The first server's memory went with it; what is shown stays.
    const shown = texts(client.getSnapshot());
    expect(shown.slice(0, 2)).toEqual(["before", "Server echoed: before"]);
    expect(shown.filter((text) => !text.startsWith("Server"))).toEqual(["before", "one", "two"]);
    expect(shown.slice(2).toSorted()).toEqual(["Server echoed: one", "Server echoed: two", "one", "two"]);
  });

  it("let in the pages of the sites that it is started with, and of no others", async () => {
    const port = await freePort();
    servers.push(await start(port, "http://localhost:8000"));
    const endOf = async (origin: string) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/websocket`, { origin });
      const closed = once(socket, "close");
      socket.on("open", () => socket.send("hi")).on("message", () => socket.close(1000));
      return (await closed)[0] as number;
    };
    expect(await endOf("http://localhost:8000")).toBe(1000);
    expect(await endOf("http://localhost:8001")).toBe(4403);
  });

  it("show one conversation to two people, and its history to a third", async () => {
    const port = await freePort();
    servers.push(await start(port));
    const url = `ws://127.0.0.1:${port}/websocket?room=lobby`;
    const [ada, bob] = [visitor(url), visitor(url)];
    await until(bob, ({ status }) => status.state === "online");
    await ada.send("hello Bob");
    await until(bob, (snapshot) => texts(snapshot).includes("Server echoed: hello Bob"));
    await bob.send("hello Ada");
    await until(ada, (snapshot) => texts(snapshot).includes("Server echoed: hello Ada"));
    const late = visitor(url);
    for (const client of [ada, bob, late]) {
      await until(client, (snapshot) => texts(snapshot).length === 4);
      expect(texts(client.getSnapshot())).toEqual([
        "hello Bob",
        "Server echoed: hello Bob",
        "hello Ada",
        "Server echoed: hello Ada",
      ]);
    }
    ada.typing(true);
    await until(late, ({ typing }) => typing.length === 1);
  });

  it("part with a goodbye, and meet again", async () => {
    const port = await freePort();
    const first = await start(port);
    const client = visitor(`ws://127.0.0.1:${port}/websocket`);
    await client.send("hello");
    expect(await first.stop()).toBe(0);
    servers.push(await start(port));
    await until(client, ({ status }) => status.state === "online");
    await client.send("and again");
  });
});
