import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { requires } from "../requires.ts";
import { type RuntimeName, runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";

const names: readonly RuntimeName[] = ["node", "node24", "bun", "deno"];
const says = { "X-Forwarded-For": "198.51.100.1, 203.0.113.7" };

describe.each(names)("the client's address that authenticate gets, by Hono on %s", (runtime) => {
  const { name, program } = runtimes[runtime];
  const isHere = requires(name, program !== undefined, "npm ci --prefix test/runtimes");
  let served: Served;
  beforeAll(async () => {
    const file = `servers/${runtime.replace(/\d+$/, "")}.ts`;
    if (isHere) served = await Served.start(runtime, new URL(file, import.meta.url));
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  describe.each([
    { by: "WebSocket", address: addressBySocket },
    { by: "HTTP", address: addressByRequest },
  ])("over $by", ({ address }) => {
    it.skipIf(!isHere)("is that of the connection, whatever a header says", async () => {
      expect(await address(`${served.url}/direct`)).toBe("127.0.0.1");
      expect(await address(`${served.url}/direct`, says)).toBe("127.0.0.1");
    });

    it.skipIf(!isHere)("is what the last proxy says, behind one that is trusted", async () => {
      expect(await address(`${served.url}/proxied`, says)).toBe("203.0.113.7");
      expect(await address(`${served.url}/proxied`)).toBe("127.0.0.1");
    });

    it.skipIf(!isHere)("is unknown where the runtime's getConnInfo was not given", async () => {
      expect(await address(`${served.url}/untold`, says)).toBeUndefined();
    });
  });
});

const hello = { type: "hello", token: "any" };

async function addressBySocket(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const socket = new WebSocket(url.replace("http", "ws"), ["ws-chat.v1"], { headers });
  await once(socket, "open");
  const heard = once(socket, "message");
  socket.send(JSON.stringify(hello));
  const [welcome] = await heard;
  socket.terminate();
  return nameIn(String(welcome));
}

async function addressByRequest(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ mode: "send", frames: [hello] }),
  });
  const lines = (await response.text()).split("\n");
  return nameIn(lines.find((line) => line.includes('"welcome"')) ?? "{}");
}

function nameIn(welcome: string): unknown {
  const { type, user } = JSON.parse(welcome) as { type?: string; user?: { name?: string } };
  expect(type).toBe("welcome");
  return user?.name || undefined;
}
