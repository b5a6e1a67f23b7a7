import { createRedisLog, type RedisLogOptions } from "@ws-chat/server/redis";
import { afterAll, beforeAll, describe } from "vitest";
import { logDebtSuite } from "./log-debt-suite.test-support.ts";
import { logRoomsSuite } from "./log-rooms-suite.test-support.ts";
import { logSuite, type SuiteOptions } from "./log-suite.test-support.ts";
import { hasRedis, RedisServer } from "./redis-server.test-support.ts";

describe.skipIf(!hasRedis())("on one Redis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.dispose());

  let opened = 0;
  let latest: RedisLogOptions = {};
  const suite: SuiteOptions = {
    open: (retention) => {
      opened += 1;
      latest = { url: server.url, prefix: `test-${opened}`, ...retention };
      return createRedisLog(latest);
    },
    reopen: () => createRedisLog(latest),
  };
  logSuite("redis", suite);
  logDebtSuite("redis", suite);
  logRoomsSuite("redis", suite);
});
