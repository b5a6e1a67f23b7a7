import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { findEngines } from "./test/browser/engines.mjs";
import { keys } from "./test/browser/keys.mjs";
import { late } from "./test/browser/late.mjs";
import { never } from "./test/browser/never.mjs";

// ENGINES=Firefox,WebKitGTK runs in those alone.
const chosen = process.env.ENGINES?.split(",");
/** What the suite is to run in. */
export const engines = (await findEngines()).filter(({ name }) => !chosen || chosen.includes(name));
for (const { name, missing } of engines) if (missing) console.warn(`${name} is skipped: ${missing}.`);
const browsers = engines.flatMap(({ launcher }) => launcher ?? []);

export default {
  files: "test/browser/*.test.ts",
  rootDir: ".",
  hostname: "127.0.0.1",
  nodeResolve: { exportConditions: ["@ws-chat/source", "browser"] },
  middleware: [late()],
  plugins: [
    keys(),
    never(),
    esbuildPlugin({ ts: true, tsconfig: fileURLToPath(new URL("./tsconfig.base.json", import.meta.url)) }),
  ],
  browsers,
  concurrentBrowsers: browsers.length,
  // They end what hangs. Three engines test side by side, and a busy machine needs 10 s for one test.
  testFramework: { config: { timeout: "60000" } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
};
