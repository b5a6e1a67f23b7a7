import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";

const file = new URL("../docs/benchmarks.md", import.meta.url);
const require = createRequire(import.meta.url);

/** Puts what a bench has measured between its marks in docs/benchmarks.md, with where and when it was measured. */
export function writeSection(name, table) {
  const [start, end] = [`<!-- measured: ${name} -->`, "<!-- end -->"];
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(start);
  const after = rest?.slice(rest.indexOf(end) + end.length);
  if (after === undefined) throw new Error(`docs/benchmarks.md has no ${start}`);
  writeFileSync(file, `${before}${start}\n${table}\n\n${surroundings()}\n${end}${after}`);
}

function surroundings() {
  const processors = cpus();
  const { version } = require("ws/package.json");
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} on ${processors.length} x ${processors[0].model.trim()}, Node ${process.version}, ws ${version}.`;
}
