import { defineConfig } from "vitest/config";

// Sources are tested as they are: the workspace's own export condition leads to src, no build between.
const conditions = ["@ws-chat/source", "node", "import", "default"];
const apart = [
  // They wait for a Redis to be found dead, and to come back.
  "packages/server/src/logs/redis-{cluster,faults}.test.ts",
  // It counts the timers of its process, where what other files have left behind may still tick.
  "packages/server/src/http/exchange.test.ts",
];
// Vitest's own is a second, which a busy machine needs for a page.
const pollMs = 8_000;
const shared = {
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: [
            "packages/{protocol,client,server,server-node,server-hono}/src/**/*.test.ts",
            "test/arrows.test.ts",
          ],
          exclude: apart,
          testTimeout: 10_000,
          expect: { poll: { timeout: pollMs } },
          // Nothing here touches what files share, and a worker for each would cost more than the tests.
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          name: "whole",
          // The command's tests start a process each.
          include: ["packages/ws-chat/src/**/*.test.ts", "test/**/*.test.ts", ...apart],
          exclude: ["test/arrows.test.ts", "test/browser/**", "test/runtimes/**"],
          testTimeout: 20_000,
          expect: { poll: { timeout: pollMs } },
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
