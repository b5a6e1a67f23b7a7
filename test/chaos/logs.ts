import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { createRedisLog } from "@ws-chat/server/redis";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { hasRedis, RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";

/** A log of a kind, and how to get rid of what it leaves after its chat has closed it. */
export interface OpenedLog {
  readonly log: Log;
  dispose(): Promise<void>;
}

/** Every log that the promises are kept on: one row each. */
export const logs: readonly { readonly name: string; open(): Promise<OpenedLog> }[] = [
  { name: "memory", open: () => Promise.resolve({ log: createMemoryLog(), dispose: () => Promise.resolve() }) },
  { name: "sqlite", open: openSqlite },
  ...(hasRedis() ? [{ name: "redis", open: openRedis }] : []),
];

async function openSqlite(): Promise<OpenedLog> {
  const folder = await mkdtemp(join(tmpdir(), "ws-chat-"));
  const log = await createSqliteLog({ file: join(folder, "chat.db") });
  return { log, dispose: () => rm(folder, { recursive: true }) };
}

async function openRedis(): Promise<OpenedLog> {
  const server = await RedisServer.start();
  const log = await createRedisLog({ url: server.url });
  return { log, dispose: () => server.dispose() };
}
