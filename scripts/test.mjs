import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { run } from "./run.mjs";

/**
 * `npm test`: build, check, every test. Each runner prints as it does alone and leaves its figures in a file; the last
 * line sums them. What fails without a figure (a build, a check, a file that does not load) counts as one failure.
 * Under CI=true a skipped test is a failure.
 */
const strict = process.env.CI === "true";
const results = "test/results";
let passed = 0;
let failed = 0;

async function step(name, command, ...args) {
  console.log(`\n=== ${name}`);
  if ((await run(command, args)) === 0) return true;
  console.log(`=== ${name}: failed`);
  failed += 1;
  return false;
}

async function suite(name, file, readFigures, command, ...args) {
  console.log(`\n=== ${name}`);
  const code = await run(command, args);
  const figures = existsSync(file)
    ? readFigures(JSON.parse(readFileSync(file, "utf8")))
    : { passed: 0, failed: 0, skipped: 0 };
  if (figures.skipped > 0)
    console.log(`=== ${name}: ${figures.skipped} skipped${strict ? ", which CI counts as failed" : ""}`);
  const known = figures.failed + (strict ? figures.skipped : 0);
  passed += figures.passed;
  failed += known === 0 && code !== 0 ? 1 : known;
}

function vitestFigures(report) {
  // A file may fail as a whole: it does not load, or what its tests share does not stand.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
await step("browsers to test with", "node", "scripts/ensure-browsers.mjs");
await step("runtimes to test with", "node", "scripts/ensure-runtimes.mjs");
await step("build and check", "node", "scripts/check.mjs");
await suite(
  "vitest",
  `${results}/vitest.json`,
  vitestFigures,
  "vitest",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${results}/vitest.json`,
);
await suite("browsers", `${results}/browsers.json`, (figures) => figures, "node", "scripts/test-browsers.mjs");

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
