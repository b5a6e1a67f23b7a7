import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { chromeLauncher } from "@web/test-runner-chrome";
import { findChrome } from "./test/browser/find-chrome.mjs";
import { keys } from "./test/browser/keys.mjs";

const chrome = await findChrome();

/** Real browsers, one launcher each; tests are the same for all. One page at a time, because only the one in front gets frames. */
const browsers = chrome
  ? [
      chromeLauncher({
        concurrency: 1,
        launchOptions: { executablePath: chrome.executablePath, args: chrome.args },
      }),
    ]
  : [];

export default {
  files: "test/browser/*.test.ts",
  rootDir: ".",
  hostname: "127.0.0.1",
  nodeResolve: { exportConditions: ["@ws-chat/source", "browser"] },
  plugins: [
    keys(),
    esbuildPlugin({ ts: true, tsconfig: fileURLToPath(new URL("./tsconfig.base.json", import.meta.url)) }),
  ],
  browsers,
  testFramework: { config: { timeout: "10000" } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
};
