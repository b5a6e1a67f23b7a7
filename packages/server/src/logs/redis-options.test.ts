import { createClient } from "@redis/client";
import { createRedisLog } from "@ws-chat/server/redis";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Listener } from "./log-suite.test-support.ts";
import { type RedisNode, templateFor } from "./redis-client.ts";
import { checkVersion } from "./redis-durability.ts";
import { Reports } from "./redis-log.test-support.ts";
import { hasRedis, RedisServer } from "./redis-server.test-support.ts";

const url = "redis://127.0.0.1:1";

describe("createRedisLog", () => {
  it.each([
    [{}, /pass either option url, .* or option client/],
    [{ url, client: createClient() }, /pass either option url/],
    [{ url: "http://127.0.0.1" }, /option url must be a URL such as "redis:/],
    [{ url: 7 }, /option url must be a URL/],
    [{ client: {} }, /option client \(\[object Object\]\) must come from createClient\(\) or createCluster\(\)/],
    [{ url, prefix: "a{b" }, /option prefix \(a\{b\) must be a name without braces/],
    [{ url, prefix: "" }, /option prefix/],
    [{ url, entries: 0 }, /option entries \(0\) must be a number from 1/],
    [{ url, ageMs: -1 }, /option ageMs/],
    [{ url, logger: {} }, /option logger/],
    [{ url, now: 5 }, /option now/],
    [
      { url, host: "y" },
      /option host \(y\) is not an option; there are url, client, prefix, entries, ageMs, logger, now/,
    ],
  ])("refuses %o", async (options, message) => {
    const error = await createRedisLog(options as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(message);
  });

  it("shows no password of a URL that it refuses", async () => {
    const error = await createRedisLog({ url: "rediss:/me:secret@" }).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain("secret");
  });

  it("says that Redis cannot be reached", async () => {
    await expect(createRedisLog({ url })).rejects.toThrow(/^Redis is away: connect ECONNREFUSED 127.0.0.1:1$/);
  });

  it("says which package is missing", async () => {
    const missing = templateFor(url, () => Promise.reject(new Error("Cannot find package")));
    await expect(missing).rejects.toThrow("createRedisLog needs the package @redis/client: npm install @redis/client");
  });

  it.each(["5.0.14", "6.0.20"])("refuses Redis %s, which is too old", async (version) => {
    const info = Promise.resolve(`# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`);
    // The cast: nothing else is asked of it.
    const node = { sendCommand: () => info } as unknown as RedisNode;
    await expect(checkVersion(node)).rejects.toThrow(
      `createRedisLog needs Redis 6.2 or newer, and this one is ${version}`,
    );
  });
});

describe.skipIf(!hasRedis())("createRedisLog, at the start", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.dispose());

  async function admin(...args: string[]): Promise<void> {
    const client = await createClient({ url: server.url }).connect();
    await client.sendCommand(args);
    client.destroy();
  }

  async function toldWith(given: string, id = "a"): Promise<readonly string[]> {
    const logger = new Reports();
    const log = await createRedisLog({ url: given, logger });
    await log.append("lobby", { kind: "message", id, from: { id: "v:ada", role: "visitor" }, ts: 0, text: "a" });
    await log.close();
    return logger.told;
  }

  it("has nothing to say of a Redis that keeps what it acknowledges", async () => {
    expect(await toldWith(server.url)).toEqual([]);
  });

  it("warns once of every setting that may lose messages", async () => {
    await admin("CONFIG", "SET", "appendonly", "no", "appendfsync", "everysec", "maxmemory-policy", "allkeys-lru");
    const told = await toldWith(server.url);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/appendonly is no: .*appendfsync is everysec: .*maxmemory-policy is allkeys-lru: /);
    await admin("CONFIG", "SET", "appendonly", "yes", "appendfsync", "always", "maxmemory-policy", "noeviction");
  });

  it("says that it cannot check where it may not read the configuration", async () => {
    await admin("ACL", "SETUSER", "chat", "reset", "on", ">secret", "~*", "&*", "+@all", "-config", "-info");
    const told = await toldWith(server.url.replace("//", "//chat:secret@"));
    expect(told).toEqual([expect.stringContaining("this Redis does not tell its configuration")]);
  });

  it("needs no more than the documentation says", async () => {
    const page = readFileSync(new URL("../../../../docs/redis.md", import.meta.url), "utf8");
    const [, user = ""] = /^ACL SETUSER (.*)$/m.exec(page) ?? [];
    await admin("ACL", "SETUSER", ...user.replace(" ", " reset ").split(" "));
    const logger = new Reports();
    const log = await createRedisLog({ url: server.url.replace("//", "//chat:secret@"), logger });
    const leave = await log.subscribe("lobby", new Listener());
    const entry = { kind: "message", id: "acl", from: { id: "v:ada", role: "visitor" }, ts: 0, text: "a" };
    await log.append("lobby", entry, { owes: { reply: "r", attempt: 1, asker: "{}", leaseMs: 0 } });
    await log.debts?.owe("lobby", 1, { reply: "r", attempt: 1, asker: "{}", leaseMs: 0 });
    expect(await log.debts?.claim(1, 0)).toHaveLength(1);
    expect(await log.debts?.renew({ room: "lobby", reply: "r", attempt: 2 }, 0, "a")).toBe(true);
    await log.debts?.strike({ room: "lobby", reply: "r", attempt: 2 });
    expect(await log.rooms?.({ limit: 1 })).toHaveLength(1);
    await log.remove?.("lobby");
    leave();
    await log.close();
    expect(logger.told).toEqual([]);
  });

  it.each(["-evalsha", "-xadd"])("says that its user, with %s, may not do what it has to", async (without) => {
    await admin("ACL", "SETUSER", "reader", "reset", "on", ">secret", "~*", "&*", "+@all", without);
    const refused = toldWith(server.url.replace("//", "//reader:secret@"), without);
    await expect(refused).rejects.toThrow("this Redis user may not do that");
  });

  it("says that the password is wrong", async () => {
    await admin("ACL", "SETUSER", "reader", "reset", "on", ">secret");
    const refused = toldWith(server.url.replace("//", "//reader:wrong@"));
    await expect(refused).rejects.toThrow("Redis refuses this user and password");
  });

  it("takes the settings of a client, and leaves the client itself as it is", async () => {
    const client = createClient({ socket: { host: "127.0.0.1", port: server.port }, name: "pattern" });
    const log = await createRedisLog({ client, prefix: "pattern" });
    expect((await log.read("lobby", { limit: 1, maxBytes: 1 })).newest).toBe(0);
    await log.close();
    expect(client.isOpen).toBe(false);
  });
});
