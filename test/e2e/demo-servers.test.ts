import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createHttpClient } from "../chaos/http-client.ts";
import { requires } from "../requires.ts";
import { type RuntimeName, runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";

const servers: readonly RuntimeName[] = ["node", "node24", "bun", "deno"];

describe.each(servers)("the demo server for %s", (runtime) => {
  const { name, program } = runtimes[runtime];
  const isHere = requires(name, program !== undefined, "npm ci --prefix test/runtimes");
  const file = new URL(`../../demo/servers/${runtime.replace(/\d+$/, "")}.js`, import.meta.url);

  it.skipIf(!isHere)("serves the site and the chat, and says goodbye when told to leave", async () => {
    await using served = await Served.start(runtime, file);
    expect(await (await fetch(served.url)).text()).toBe("my site");
    const socket = new WebSocket(`${served.url.replace("http", "ws")}/websocket`);
    await once(socket, "open");
    const heard = once(socket, "message");
    socket.send("hi");
    expect(String((await heard)[0])).toBe("You said hi");
    const closed = once(socket, "close");
    await served.end();
    // `deno serve` itself says that it goes away, and is first.
    expect((await closed)[0]).toBe(runtime === "deno" ? 1001 : 1012);
  });

  it.skipIf(!isHere)("carries the chat by HTTP, also after a silence that ends other answers", async () => {
    await using served = await Served.start(runtime, file);
    const client = createHttpClient({ url: `${served.url}/websocket` });
    const states: string[] = [];
    client.on("status", ({ state }) => states.push(state));
    const saying = async (text: string): Promise<void> => {
      const heard = new Promise<string>((resolve) =>
        client.on("message", ({ message, own }) => own || resolve(message.text)),
      );
      await client.send(text);
      expect(await heard).toBe(`You said ${text}`);
    };
    await saying("one");
    // It ends an answer that was silent for 10 s, so it is silence that has to be waited for.
    if (runtime === "bun") await pause(11_000);
    await saying("two");
    expect(states).toEqual(["connecting", "online"]);
    expect(client.getSnapshot().transport).toBe("http");
    client.disconnect();
  });

  it("is short enough to be read before it is copied", () => {
    expect(readFileSync(file, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  });
});
