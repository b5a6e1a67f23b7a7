import { readFileSync } from "node:fs";
import { run } from "./run.mjs";

/** The runtimes that test/runtimes pins, installed where they are not. */
const folder = "test/runtimes";

function manifestOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

const { dependencies } = manifestOf(`${folder}/package.json`);
const isComplete = Object.entries(dependencies).every(
  ([name, version]) => manifestOf(`${folder}/node_modules/${name}/package.json`)?.version === version,
);
const install = ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
process.exitCode = isComplete ? 0 : await run("npm", install);
