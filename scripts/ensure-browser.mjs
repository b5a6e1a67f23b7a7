import { spawnSync } from "node:child_process";
import { findChrome } from "../test/browser/find-chrome.mjs";

/** A Chromium for the tests: an installed one, else Debian's where it may be installed, else the npm-shipped one of test/runtimes. */
const attempts = [
  () => true,
  () =>
    process.getuid?.() === 0 &&
    succeeds("apt-get", "--version") &&
    (succeeds("apt-get", "install", "-y", "--no-install-recommends", "chromium") ||
      (succeeds("apt-get", "update") && succeeds("apt-get", "install", "-y", "--no-install-recommends", "chromium"))),
  () => succeeds("npm", "ci", "--prefix", "test/runtimes"),
];

let browser;
for (const attempt of attempts) {
  if (!browser && attempt()) browser = await findChrome();
}
if (browser) console.log(`Tests drive ${browser.executablePath}`);
else console.error("Found no Chrome and could not install one. Set CHROME_PATH to a Chrome or Chromium.");
process.exitCode = browser ? 0 : 1;

function succeeds(command, ...args) {
  const quiet = args[0] === "--version";
  const stdio = quiet ? "ignore" : ["ignore", "inherit", "inherit"];
  return spawnSync(command, args, { stdio, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).status === 0;
}
