import { existsSync, globSync, statSync } from "node:fs";
import { run } from "./run.mjs";
import { scriptFiles } from "./script-files.mjs";

/** Builds what is missing or older than its sources: tsc's own record decides for the packages, times for the script-tag files. */
const bundles = scriptFiles.map((file) => `packages/ws-chat/dist/${file}`);
const bundled = ["packages/ws-chat/*.mjs", "packages/{protocol,client,widget}/dist/**/*.{js,d.ts}"];

function bundleIsFresh() {
  if (!bundles.every((bundle) => existsSync(bundle))) return false;
  const built = Math.min(...bundles.map((bundle) => statSync(bundle).mtimeMs));
  return globSync(bundled).every((file) => statSync(file).mtimeMs <= built);
}

const code =
  (await run("tsc", ["-b"])) ||
  (bundleIsFresh() ? 0 : await run("rollup", ["-c", "packages/ws-chat/rollup.config.mjs"]));
process.exitCode = code === 0 ? 0 : 1;
