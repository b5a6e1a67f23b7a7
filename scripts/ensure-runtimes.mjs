import { readFileSync } from "node:fs";
import { run } from "./run.mjs";

/**
 * What folders with a lock of their own pin, installed where it is not: runtimes to test with, and frameworks that examples are built with.
 * All of them, or those that are named.
 */
const all = ["test/runtimes", "examples/react", "examples/vue", "test/frameworks/svelte", "test/frameworks/angular"];

function manifestOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function isComplete(folder) {
  const { dependencies, devDependencies } = manifestOf(`${folder}/package.json`);
  return Object.entries({ ...dependencies, ...devDependencies }).every(
    ([name, version]) => manifestOf(`${folder}/node_modules/${name}/package.json`)?.version === version,
  );
}

const named = process.argv.slice(2);
const install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"];
for (const folder of named.length > 0 ? named : all) {
  if (!isComplete(folder) && (await run("npm", [...install, folder])) !== 0) process.exitCode = 1;
}
