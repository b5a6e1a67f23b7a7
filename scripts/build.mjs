import { cpSync, existsSync, globSync, statSync } from "node:fs";
import { run } from "./run.mjs";
import { scriptFiles } from "./script-files.mjs";

/** Builds what is missing or older than its sources: tsc's own record decides for the packages, times for the rest. */
const bundles = scriptFiles.map((file) => `packages/ws-chat/dist/${file}`);
const bundled = ["packages/ws-chat/*.mjs", "packages/{protocol,client,widget}/dist/**/*.{js,d.ts}"];

const descriptions = ["custom-elements", "html-custom-data", "web-types"].map(
  (name) => `packages/widget/dist/${name}.json`,
);
const described = ["scripts/describe-element.mjs", "packages/widget/package.json", "packages/widget/src/**/*.ts"];

function isFresh(made, sources) {
  if (!made.every((file) => existsSync(file))) return false;
  const built = Math.min(...made.map((file) => statSync(file).mtimeMs));
  return globSync(sources).every((file) => statSync(file).mtimeMs <= built);
}

/** Style sheets are shipped as they stand. */
const copyThemes = () => cpSync("packages/widget/themes", "packages/ws-chat/dist/ws-chat-themes", { recursive: true });

const code =
  (await run("tsc", ["-b"])) ||
  (isFresh(descriptions, described) ? 0 : await run("node", ["scripts/describe-element.mjs"])) ||
  (isFresh(bundles, bundled) ? 0 : await run("rollup", ["--silent", "-c", "packages/ws-chat/rollup.config.mjs"]));
if (code === 0) copyThemes();
process.exitCode = code === 0 ? 0 : 1;
