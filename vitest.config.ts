import { defineConfig } from "vitest/config";

// Sources are tested as they are: the workspace's own export condition leads to src, no build between.
const conditions = ["@ws-chat/source", "node", "import", "default"];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/{protocol,client,server,server-node,ws-chat}/src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 20_000,
  },
});
