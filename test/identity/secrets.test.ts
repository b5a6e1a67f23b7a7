import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { limits } from "@ws-chat/protocol";
import { createRedisLog } from "@ws-chat/server/redis";
import { afterAll, afterEach, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { hasRedis, RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";
import { Command, Folder } from "../../packages/ws-chat/src/command.test-support.ts";

const folder = new Folder();
afterAll(() => folder.remove());
afterEach(() => Command.endAll());

const secret = "Visitor-Secret-0123456";
const cookie = "Cookie-0123456789";
const tokens = {
  good: "Good-Token-012345",
  expired: "Expired-Token-012",
  bad: "Bad-Token-0123456",
  away: "Away-Token-012345",
};
const secrets = [secret, cookie, ...Object.values(tokens)];

const handler = folder.write(
  "chat.mjs",
  `export default {
    authenticate({ token }) {
      if (token === ${JSON.stringify(tokens.away)}) throw new Error("the provider is away");
      if (token === ${JSON.stringify(tokens.expired)}) return "expired";
      return token === ${JSON.stringify(tokens.good)} || token === undefined ? { id: "ann", name: "Ann" } : undefined;
    },
    onMessage({ text }) {
      if (text === "break") throw new Error("the handler broke");
      return new Promise(() => {});
    },
  };`,
);

describe("the command with a conversation in a file", () => {
  it("tells nobody a secret, a token or a cookie: not its output, no frame, no close reason, not the file", async () => {
    const data = new Folder();
    onTestFinished(() => data.remove());
    const server = new Command("--port", "0", "--handler", handler, "--data", join(data.path, "chat.db"));
    const url = `${(await server.url()).replace("http", "ws")}/websocket`;
    const heard: string[] = [];

    /** Says all of it, what comes after the hello once it is welcome. Resolves when the connection has ended or `enough` was heard. */
    async function talk(
      frames: readonly (string | Buffer | object)[],
      { enough, origin, query = "" }: { enough?: string; origin?: string; query?: string } = {},
    ): Promise<WebSocket> {
      const socket = new WebSocket(url + query, "ws-chat.v1", {
        headers: { Cookie: `sid=${cookie}`, ...(origin && { Origin: origin }) },
      });
      const ended = once(socket, "close").then(([code, reason]) => void heard.push(`${code} ${reason}`));
      const say = (frame: string | Buffer | object): void =>
        socket.send(typeof frame === "string" || frame instanceof Buffer ? frame : JSON.stringify(frame));
      const [first, others] = [frames.slice(0, 1), frames.slice(1)];
      const isEnough = new Promise<void>((resolve) => {
        socket.on("message", (frame) => {
          if (String(frame).includes('"welcome"')) for (const each of others) say(each);
          heard.push(String(frame));
          if (enough && String(frame).includes(enough)) resolve();
        });
      });
      await once(socket, "open");
      for (const frame of first) say(frame);
      await Promise.race([ended, isEnough]);
      return socket;
    }

    const hello = { type: "hello", secret, token: tokens.good };
    const send = (text: string, n: number) => ({ type: "send", n, id: `m${n}`, text });
    for (const token of [tokens.expired, tokens.bad, tokens.away, { wrapped: tokens.good }])
      await talk([{ ...hello, token }]);
    await talk([{ ...hello, secret: secret.repeat(9) }]);
    await talk([`{"type":"hello","secret":"${secret}","token":"${tokens.good}`]);
    await talk([{ ...hello, resume: secret }]);
    await talk([{ type: "send", n: secret, id: tokens.good, text: secret }]);
    await talk([hello, hello]);
    await talk([hello, { ...send("hi", 1), format: { secret, token: tokens.good } }], { enough: "nack" });
    await talk([hello, Buffer.from(secret)]);
    await talk([hello, secret.repeat(limits.frameBytes / 20)]);
    await talk([hello, ...Array.from({ length: 2_000 }, () => ({ type: "secret", secret, token: tokens.good }))]);
    await talk([hello], { origin: "https://elsewhere.example", query: `?token=${tokens.good}` });
    const asking = await talk([hello, send("break", 1), send("hold", 2)], { enough: "no-reply" });
    await server.sees("errors", /the handler broke/);

    for (const authorization of [`Bearer ${tokens.good}`, `Bearer ${tokens.bad}`, `Visitor ${secret.repeat(9)}`]) {
      const answer = await fetch(`${url.replace("ws", "http")}/uploads`, {
        method: "POST",
        headers: {
          Authorization: authorization,
          Cookie: `sid=${cookie}`,
          "Content-Type": "text/plain",
          "Content-Disposition": "attachment; filename*=UTF-8''a.txt",
        },
        body: "a file of Ann",
      });
      heard.push(`${answer.status} ${await answer.text()}`);
    }
    expect(heard.some((line) => line.startsWith("201 "))).toBe(true);

    // A reply is owed now, so the file has for whom.
    const whole = () =>
      readdirSync(data.path, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"))
        .join("\n");
    const owing = whole();
    expect(owing).toContain("hold");
    expect(owing).toContain("a file of Ann");
    expect(owing).toMatch(/"user":\{[^}]*"name":"Ann"/);
    server.child.kill("SIGTERM");
    await once(asking, "close");
    await server.exit;

    const printed = server.output + server.errors;
    for (const due of ["the provider is away", "the handler broke", "https://elsewhere.example"])
      expect(printed).toContain(due);
    for (const code of [1003, 1009, 1011, 1012, 4003, 4400, 4401, 4403, 4429]) {
      expect(
        heard.some((line) => line.startsWith(`${code} `)),
        `a connection that ends with ${code}`,
      ).toBe(true);
    }
    for (const each of secrets) {
      expect.soft(printed).not.toContain(each);
      expect.soft(heard.filter((line) => line.includes(each))).toEqual([]);
      expect.soft(owing.includes(each) || whole().includes(each), `${each} in the file`).toBe(false);
    }
  });
});

describe.skipIf(!hasRedis())("a Redis with a password", () => {
  it("finds it in no error and no line of the log, whether it comes, goes or refuses", async () => {
    const password = "Redis-Password-012";
    const redis = await RedisServer.start("--requirepass", password);
    onTestFinished(() => redis.dispose());
    const said: string[] = [];
    const awaited = { pattern: /nothing/, ...Promise.withResolvers<void>() };
    const log = (...parts: unknown[]): void => {
      said.push(inspect(parts, { depth: 9 }));
      if (awaited.pattern.test(said.at(-1) ?? "")) awaited.resolve();
    };
    const logger = { info: log, warn: log, error: log };
    const hear = (pattern: RegExp): Promise<void> => {
      Object.assign(awaited, { pattern, ...Promise.withResolvers<void>() });
      return awaited.promise;
    };
    const at = (who: string): string => `redis://${who}@127.0.0.1:${redis.port}`;
    const tell = (error: unknown): void => log(error);

    await createRedisLog({ url: at(`:not-${password}`), logger }).catch(tell);
    await createRedisLog({ url: `${at(`:${password}`)}:nowhere`, logger }).catch(tell);
    const rooms = await createRedisLog({ url: at(`:${password}`), logger });
    onTestFinished(() => rooms.close());
    const entry = { kind: "message", id: "m1", from: { id: "v:ada", role: "visitor" }, ts: 1, text: "hi" } as const;
    expect(await rooms.append("lobby", entry)).toMatchObject({ outcome: "stored" });
    const gone = hear(/away|lost|closed/);
    await redis.kill();
    await gone;
    await rooms.append("lobby", { ...entry, id: "m2" }).catch(tell);
    const back = hear(/is back/);
    await redis.start();
    await back;
    expect(said.length).toBeGreaterThan(4);
    expect(said.filter((line) => line.includes(password))).toEqual([]);
  });
});
