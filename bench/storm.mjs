import { join } from "node:path";
import { BenchProcess } from "./bench-process.mjs";
import { pace, pause } from "./pace.mjs";
import { writeSection } from "./report.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";
import { median } from "./turns.mjs";

const clients = pace(10_000, 1_000);
const rounds = pace(3, 1);
const mostMs = 60_000;

/** The server is killed under 10,000 clients and started again; each has missed a message, and shall have it. */
export async function run() {
  const measured = [];
  for (let round = 1; round <= rounds; round += 1) {
    const figures = await measure(`storm, round ${round}/${rounds}`);
    measured.push(figures);
    console.log(`storm, round ${round}/${rounds}: ${JSON.stringify(figures)}`);
  }
  const of = (what) => measured.map((figures) => figures[what]);
  const mostOpened = Math.max(...of("mostOpened"));
  const twice = mostOpened <= 2 && Math.max(...of("mostReceived")) === 1;
  const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
  writeSection("storm", {
    verdicts: [
      `**${twice ? "Met" : "Missed"}**: all ${clients.toLocaleString("en")} are back with the message they missed, once; nobody connected more than ${mostOpened} times, the first time included.`,
    ],
    head: [`${clients.toLocaleString("en")} clients`, "median of the rounds"],
    rows: [
      ["server gone for", seconds(median(of("goneMs")))],
      ["half are back after", seconds(median(of("halfMs")))],
      ["all are back after", seconds(median(of("allMs")))],
      ["CPU of the server until then", seconds(median(of("cpuMs")))],
      ["connections of one client, at most", `${mostOpened}`],
      ["attempts of one client, at most, those at a closed port included", `${Math.max(...of("mostAttempts"))}`],
    ],
    bars: {
      title: `${clients.toLocaleString("en")} clients come back`,
      unit: "seconds, less is better",
      groups: [
        {
          bars: [
            { title: "half are back", figure: median(of("halfMs")) / 1_000, isOurs: true },
            { title: "all are back", figure: median(of("allMs")) / 1_000, isOurs: true },
          ],
        },
      ],
    },
  });
}

async function measure(name) {
  const folder = temporaryFolder();
  const file = join(folder, "storm.db");
  const missedBy = join(folder, "ids.json");
  const options = { log: "sqlite", file, handler: "nothing" };
  const first = await BenchProcess.start("servers/ours.mjs", options);
  const { port } = first;
  const crowd = await BenchProcess.start("clients/returning-clients.mjs");
  await crowd.ask("gather", { port, count: clients, file: missedBy });
  await pause(1_000);
  console.log(`${name}: ${await first.ask("connections")} are there; the server is killed`);
  const goneAt = Date.now();
  await first.stop("SIGKILL");
  const second = await BenchProcess.start("servers/ours.mjs", { ...options, port, missedBy });
  const since = Date.now();
  const before = await second.cpuMicros();
  const figures = await inTime(crowd.ask("back", { since }), async () => {
    console.log(`${name}: ${await crowd.ask("here")} are back`);
  });
  const cpuMs = ((await second.cpuMicros()) - before) / 1_000;
  await crowd.stop();
  await second.stop();
  return { goneMs: since - goneAt, cpuMs, ...figures };
}

/** What `promise` gives, or an error after a minute; `watch` is called now and then until then. */
async function inTime(promise, watch) {
  const watching = setInterval(() => void watch(), 5_000);
  const late = Promise.withResolvers();
  const deadline = setTimeout(() => late.reject(new Error(`not all are back after ${mostMs} ms`)), mostMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearInterval(watching);
    clearTimeout(deadline);
  }
}
