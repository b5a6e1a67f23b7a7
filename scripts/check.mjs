import { run } from "./run.mjs";

/** Everything that can be said of the tree without running it. All checks run, so that one look shows all there is to mend. */
const checks = [
  // The linter reads the example of Vue with the types of Vue.
  ["a framework to lint with", "node", "scripts/ensure-runtimes.mjs", "examples/vue"],
  ["format", "biome", "format", "."],
  ["lint", "oxlint"],
  ["types of tests", "tsc", "-p", "tsconfig.tests.json"],
  ["arrows", "node", "scripts/check-arrows.mjs"],
  ["generated docs", "node", "scripts/generate-docs.mjs", "--check"],
  ["unused code and dependencies", "knip"],
  ["packages", "node", "scripts/check-packages.mjs"],
  ["sizes", "size-limit"],
];

const failed = (await run("npm", ["run", "--silent", "build"])) === 0 ? [] : ["build"];
for (const [name, command, ...args] of checks) {
  console.log(`\n--- ${name}`);
  if ((await run(command, args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nAll checks pass." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
