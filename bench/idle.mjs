import { BenchProcess, present } from "./bench-process.mjs";
import { pace, pause } from "./pace.mjs";
import { shown } from "./plot.mjs";
import { writeSection } from "./report.mjs";
import { median } from "./turns.mjs";

const wanted = pace(10_000, 2_000);
const budgetKb = 9;
const rounds = pace(3, 1);
/** They make the server warm: code compiled, buffers of its own there. */
const warmUp = 300;
const settleMs = pace(1_500, 300);

const peers = present([
  { title: "ws-chat", program: "servers/ours.mjs", dialect: "ws-chat" },
  { title: "bare `ws`", program: "servers/bare.mjs", dialect: "bare" },
  { title: "Socket.IO", program: "servers/socket-io.mjs", dialect: "socket.io" },
  { title: "Tornado", program: "servers/tornado-echo.py", dialect: "bare" },
]);

/** Memory of the server per connection that says nothing, and how long it takes until all are there. */
export async function run() {
  const connections = Math.min(wanted, mostFiles() - 500);
  const measured = peers.map(() => []);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [at, peer] of peers.entries()) {
      const figures = await measure(peer, connections);
      measured[at].push(figures);
      const { kb, ms, cpu } = figures;
      console.log(
        `idle, round ${round}/${rounds}, ${peer.title}: ${kb.toFixed(1)} KB each, connected in ${Math.round(ms)} ms, ${cpu.toFixed(0)} us CPU each`,
      );
    }
  }
  const of = (at, what) => median(measured[at].map((figures) => figures[what]));
  const ours = of(0, "kb");
  writeSection("idle", {
    verdicts: [
      `**${ours <= budgetKb ? "Met" : "Missed"}**: ${ours.toFixed(1)} KB a connection, the budget is ${budgetKb} KB.`,
    ],
    head: [
      `${connections.toLocaleString("en")} idle connections`,
      "memory each",
      "all connected in",
      "server CPU each",
    ],
    rows: peers.map(({ title }, at) => [
      title,
      `${of(at, "kb").toFixed(1)} KB`,
      `${(of(at, "ms") / 1_000).toFixed(2)} s`,
      `${shown(of(at, "cpu"))} us`,
    ]),
    bars: {
      title: "Memory of an idle connection",
      unit: "KB, less is better",
      groups: [{ bars: peers.map(({ title }, at) => ({ title, figure: of(at, "kb"), isOurs: at === 0 })) }],
    },
    peers: ["socket.io", "tornado"],
  });
}

async function measure({ program, dialect }, connections) {
  const server = await BenchProcess.start(program);
  const crowd = await BenchProcess.start("clients/crowd.mjs");
  const { port } = server;
  await crowd.ask("gather", { port, dialect, count: warmUp });
  await crowd.ask("leave");
  await pause(settleMs);
  const before = await server.memory();
  const cpuBefore = await server.cpuMicros();
  const ms = await crowd.ask("gather", { port, dialect, count: connections });
  const cpu = ((await server.cpuMicros()) - cpuBefore) / connections;
  await pause(settleMs);
  const kb = ((await server.memory()) - before) / 1_024 / connections;
  const present = await crowd.ask("present");
  if (present !== connections) throw new Error(`${program}: ${connections - present} connections were lost`);
  await crowd.stop();
  await server.stop();
  return { kb, ms, cpu };
}

/** How many files a process may have open; each connection is one. */
function mostFiles() {
  const { hard } = process.report.getReport().userLimits.open_files;
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}
