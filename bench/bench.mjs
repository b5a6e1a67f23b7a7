import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run as runCommand } from "../scripts/run.mjs";
import { BenchProcess } from "./bench-process.mjs";

/** `npm run bench` runs all of them, `npm run bench -- echo` one. */
const benches = {
  echo: () => import("./echo.mjs"),
  "fan-out": () => import("./fan-out.mjs"),
  idle: () => import("./idle.mjs"),
  storm: () => import("./storm.mjs"),
  "cross-node": () => import("./cross-node.mjs"),
  sqlite: () => import("./sqlite.mjs"),
  streams: () => import("./streams.mjs"),
  chaos: () => import("./chaos.mjs"),
  widget: () => import("./widget.mjs"),
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}"; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}

const [root, here] = [new URL("../", import.meta.url), new URL("./", import.meta.url)].map(fileURLToPath);
// What is measured is what would be published.
await must("npm", ["run", "--silent", "build"], root);
if (!existsSync(new URL("node_modules", import.meta.url))) await must("npm", ["ci", "--no-audit", "--no-fund"], here);

// Whoever ends this process ends what it has started: programs see their input end, the rest listens for "exit".
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const start = performance.now();
  try {
    const { run } = await benches[name]();
    await run();
  } catch (error) {
    // The others have something to say all the same.
    console.error(error);
    process.exitCode = 1;
    await BenchProcess.stopAll();
  }
  console.log(`${name} took ${Math.round((performance.now() - start) / 1_000)} s\n`);
}
// A connection that somebody forgot shall not keep a finished run waiting.
process.exit();

async function must(command, args, cwd) {
  if ((await runCommand(command, args, { cwd })) !== 0) process.exit(1);
}
