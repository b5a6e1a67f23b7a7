import { join as pathOf } from "node:path";
import { BenchProcess } from "./bench-process.mjs";
import { join, startsWith } from "./clients/join.mjs";
import { pace, pause } from "./pace.mjs";
import { shown } from "./plot.mjs";
import { writeSection } from "./report.mjs";
import { text } from "./servers/entry.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";
import { takeTurns } from "./turns.mjs";

const connections = 100;
const windows = [1, 8];
const rounds = pace(5, 1);
const roundMs = pace(1_000, 300);

/** Messages stored and acknowledged, on the disk and in memory. */
export async function run() {
  const peers = [
    { title: "SQLite log", options: { log: "sqlite", file: pathOf(temporaryFolder(), "bench.db") } },
    { title: "memory log", options: { log: "memory" } },
  ];
  const contestants = [];
  for (const { title, options } of peers) contestants.push({ title, crowd: await gather(options) });
  const results = [];
  for (const window of windows) {
    for (const { crowd } of contestants) await crowd.measure(window);
    const medians = await takeTurns({
      name: `sqlite, window ${window}`,
      contestants,
      rounds,
      measure: ({ crowd }) => crowd.measure(window),
    });
    results.push({ window, medians });
  }
  for (const { crowd } of contestants) await crowd.leave();

  writeSection("sqlite", {
    head: [
      `${connections} connections`,
      ...results.flatMap(({ window }) => [`window ${window}: acknowledged a second`, "CPU per append"]),
    ],
    rows: peers.map(({ title }, at) => [
      title,
      ...results.flatMap(({ medians }) => [shown(medians[at].perSecond), `${shown(medians[at].us)} us`]),
    ]),
    bars: {
      title: "Messages stored and acknowledged a second",
      unit: "more is better",
      groups: results.map(({ window, medians }) => ({
        title: `${connections} connections, ${window} under way each`,
        bars: peers.map(({ title }, at) => ({ title, figure: medians[at].perSecond, isOurs: true })),
      })),
    },
  });
}

async function gather(options) {
  const server = await BenchProcess.start("servers/ours.mjs", { ...options, handler: "nothing" });
  let isRunning = false;
  let stored = 0;
  let underWay = 0;
  let idle = Promise.withResolvers();
  const clients = [];
  for (let at = 0; at < connections; at += 1) {
    const { socket, heard } = await join({ port: server.port, dialect: "ws-chat" });
    let n = 0;
    const send = () => {
      n += 1;
      underWay += 1;
      socket.send(`{"type":"send","n":${n},"id":"m${n}","text":"${text}"}`);
    };
    heard((payload) => {
      if (!startsWith(payload, '{"type":"ack"')) return;
      stored += 1;
      underWay -= 1;
      if (isRunning) send();
      else if (underWay === 0) idle.resolve();
    });
    clients.push({ socket, send });
  }

  return {
    async measure(window) {
      idle = Promise.withResolvers();
      stored = 0;
      isRunning = true;
      const before = await server.cpuMicros();
      const start = performance.now();
      for (const { send } of clients) for (let at = 0; at < window; at += 1) send();
      await pause(roundMs);
      isRunning = false;
      await idle.promise;
      const perSecond = (stored / (performance.now() - start)) * 1_000;
      return { perSecond, us: ((await server.cpuMicros()) - before) / stored };
    },
    async leave() {
      for (const { socket } of clients) socket.leave();
      await server.stop();
    },
  };
}
