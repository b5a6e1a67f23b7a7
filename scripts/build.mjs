import { existsSync, globSync, statSync } from "node:fs";
import { run } from "./run.mjs";

/** Builds what is missing or older than its sources: tsc's own record decides for the packages, times for the script-tag files. */
const rollupConfig = "packages/ws-chat/rollup.config.mjs";
const bundle = "packages/ws-chat/dist/ws-chat.js";

function bundleIsFresh() {
  if (!existsSync(bundle)) return false;
  const built = statSync(bundle).mtimeMs;
  return [rollupConfig, ...globSync("packages/{protocol,client,widget}/dist/**/*.js")].every(
    (file) => statSync(file).mtimeMs <= built,
  );
}

const failed =
  (await run("tsc", ["-b"])) ||
  (existsSync(rollupConfig) && !bundleIsFresh() && (await run("rollup", ["-c", rollupConfig])));
process.exitCode = failed ? 1 : 0;
