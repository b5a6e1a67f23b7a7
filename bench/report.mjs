import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { isQuick } from "./pace.mjs";
import { plot } from "./plot.mjs";

const file = new URL("../docs/benchmarks.md", import.meta.url);
const images = new URL("../docs/images/bench/", import.meta.url);
/** Peers that no package names: what they say of themselves. */
const programs = {
  tornado: ["/usr/bin/python3", "-c", "import tornado; print(tornado.version)"],
  redis: ["redis-server", "--version"],
};

/**
 * Puts what a bench has measured between its marks in docs/benchmarks.md: verdict, table, bars, and where and when it was measured.
 * @param {string} name
 * @param {{ head: string[], rows: string[][], verdicts?: string[], bars?: import("./plot.mjs").Bars, peers?: string[], also?: string[] }} measured
 *   `peers` are packages and programs, `also` is what else the figures depend on
 */
export function writeSection(name, { head, rows, verdicts = [], bars, peers = [], also = [] }) {
  const table = tableOf(head, rows);
  console.log(`\n${[...verdicts, "", table].join("\n")}`);
  if (isQuick) return;
  const picture = bars && pictureOf(name, bars);
  const parts = [verdicts.join(" "), table, picture, surroundings(peers, also)].filter(Boolean);
  const [start, end] = [`<!-- measured: ${name} -->`, "<!-- end -->"];
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(start);
  const after = rest?.slice(rest.indexOf(end) + end.length);
  if (after === undefined) throw new Error(`docs/benchmarks.md has no ${start}`);
  writeFileSync(file, `${before}${start}\n${parts.join("\n\n")}\n${end}${after}`);
}

/** One sentence about a budget. `ratio` is held against `limit`. */
export function verdict(what, { ratio, limit }) {
  return `**${ratio <= limit ? "Met" : "Missed"}**: ${what} ${ratio.toFixed(2)}x, the budget is ${limit.toFixed(1)}x.`;
}

function pictureOf(name, bars) {
  mkdirSync(images, { recursive: true });
  writeFileSync(new URL(`${name}.svg`, images), plot(bars));
  return `![${bars.title}](images/bench/${name}.svg)`;
}

function tableOf(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

function surroundings(peers, also) {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const versions = ["ws", ...peers].flatMap((peer) => {
    const version = versionOf(peer);
    return version === undefined ? [] : [`${peer} ${version}`];
  });
  const machine = `${processors.length} x ${processors[0].model.trim()}`;
  return `Measured ${date} on ${machine}, Node ${process.version}, ${[...versions, ...also].join(", ")}.`;
}

/** Absent where the peer is. */
function versionOf(peer) {
  const [command, ...args] = programs[peer] ?? [];
  if (command) return spawnSync(command, args, { encoding: "utf8" }).stdout?.match(/\d+(\.\d+)+/)?.[0];
  // What is compared is installed here, what ours runs on beside it.
  const description = ["./", "../"]
    .map((folder) => new URL(`${folder}node_modules/${peer}/package.json`, import.meta.url))
    .find(existsSync);
  return description && JSON.parse(readFileSync(description, "utf8")).version;
}
