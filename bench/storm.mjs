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
  const most = (what) => Math.max(...of(what));
  const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
  const absent = most("absent");
  const isMet = absent === 0 && most("mostReceived") === 1 && most("mostOpened") <= 2;
  const outcome = absent === 0 ? "all have what they missed" : `${absent} were not back in ${seconds(mostMs)}`;
  writeSection("storm", {
    verdicts: [
      `**${isMet ? "Met" : "Missed"}**: ${outcome}; nobody got it more than ${times(most("mostReceived"))} or connected more than ${times(most("mostOpened"))}, the first time included. The budget is all of them, once, and twice.`,
    ],
    head: [`${clients.toLocaleString("en")} clients`, "median of the rounds"],
    rows: [
      ["server gone for", seconds(median(of("goneMs")))],
      ["half are back after", seconds(median(of("halfMs")))],
      ["all are back after", seconds(median(of("allMs")))],
      ["CPU of the server until then", seconds(median(of("cpuMs")))],
      ["connections of one client, at most", `${most("mostOpened")}`],
      ["attempts of one client, at most, those at a closed port included", `${most("mostAttempts")}`],
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

function times(count) {
  return ["never", "once", "twice"][count] ?? `${count} times`;
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
  const watching = setInterval(async () => console.log(`${name}: ${await crowd.ask("here")} are back`), 5_000);
  const figures = await crowd.ask("back", { since, mostMs });
  clearInterval(watching);
  const cpuMs = ((await second.cpuMicros()) - before) / 1_000;
  await crowd.stop();
  await second.stop();
  return { goneMs: since - goneAt, cpuMs, ...figures };
}
