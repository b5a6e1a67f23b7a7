import type { Log } from "@ws-chat/server";
import { createRedisLog } from "@ws-chat/server/redis";
import { createSqliteLog } from "@ws-chat/server/sqlite";

/** The log that outlives a process: `where` is a file, or the URL of a Redis. */
export function openLog(where: string): Promise<Log> {
  return where.startsWith("redis:") ? createRedisLog({ url: where }) : createSqliteLog({ file: where });
}
