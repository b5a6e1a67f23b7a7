import { spawnSync } from "node:child_process";
import { findEngines } from "../test/browser/engines.mjs";

/**
 * Browsers for the tests: what is not installed comes from Debian where it may be installed. Only a Chromium must be there,
 * for it is what whole systems are tested with; the npm-shipped one of test/runtimes is the last resort.
 */
const packages = (await findEngines()).flatMap((engine) => (engine.missing ? engine.packages : []));
if (packages.length > 0 && process.getuid?.() === 0 && succeeds("apt-get", "--version")) {
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  if (!succeeds("apt-get", ...install) && succeeds("apt-get", "update")) succeeds("apt-get", ...install);
}
if (!(await hasChromium())) succeeds("npm", "ci", "--prefix", "test/runtimes");

for (const { name, missing } of await findEngines()) console.log(`${name}: ${missing ?? "there"}`);
process.exitCode = (await hasChromium()) ? 0 : 1;

async function hasChromium() {
  const [chromium] = await findEngines();
  return !chromium.missing;
}

function succeeds(command, ...args) {
  const quiet = args[0] === "--version";
  const stdio = quiet ? "ignore" : ["ignore", "inherit", "inherit"];
  return spawnSync(command, args, { stdio, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).status === 0;
}
