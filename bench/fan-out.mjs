import { BenchProcess, present } from "./bench-process.mjs";
import { join, startsWith } from "./clients/join.mjs";
import { cpuTable } from "./cpu-table.mjs";
import { pace } from "./pace.mjs";
import { verdict, writeSection } from "./report.mjs";
import { takeTurns } from "./turns.mjs";

const receivers = 1_000;
const ways = [
  { perTick: 1, limit: 1 },
  { perTick: 8, limit: 0.5 },
];
const rounds = pace(5, 1);
const roundMs = pace(800, 300);

const peers = present([
  {
    title: "ws-chat: append, then deliver",
    isOurs: true,
    program: "servers/ours.mjs",
    dialect: "ws-chat",
    query: "?room=lobby",
    options: { handler: "nothing" },
  },
  { title: "bare `ws` loop, one ready frame", program: "servers/bare.mjs" },
  { title: "`ws` loop, JSON once a message", program: "servers/bare.mjs", options: { build: true } },
  { title: "Socket.IO, a room", program: "servers/socket-io.mjs", dialect: "socket.io", start: "42" },
  { title: "Bun's publish", program: "servers/bun.bun.mjs" },
]);
const bareLoop = 1;

/** CPU of the server per delivery of what it says to a room of 1,000. */
export async function run() {
  const contestants = [];
  for (const peer of peers) contestants.push({ title: peer.title, crowd: await gather(peer) });
  const results = [];
  for (const { perTick, limit } of ways) {
    for (const { crowd } of contestants) await crowd.measure(perTick, roundMs);
    const medians = await takeTurns({
      name: `fan-out, ${perTick} a tick`,
      contestants,
      rounds,
      measure: async ({ crowd }) => ({ us: await crowd.measure(perTick, roundMs) }),
    });
    results.push({ perTick, limit, micros: medians.map(({ us }) => us) });
  }
  for (const { crowd } of contestants) await crowd.leave();
  report(results);
}

async function gather({ program, options, dialect = "bare", query, start = '{"type":"entry"' }) {
  const server = await BenchProcess.start(program, options);
  let missing = 0;
  let all = Promise.withResolvers();
  const sockets = [];
  for (let at = 0; at < receivers; at += 1) {
    const { socket, heard } = await join({ port: server.port, dialect, query });
    heard((payload) => {
      if (!startsWith(payload, start)) return;
      missing -= 1;
      if (missing === 0) all.resolve();
    });
    sockets.push(socket);
  }

  return {
    async measure(perTick, ms) {
      let delivered = 0;
      const before = await server.cpuMicros();
      const end = performance.now() + ms;
      while (performance.now() < end) {
        all = Promise.withResolvers();
        missing = perTick * receivers;
        delivered += missing;
        await server.ask("say", { count: perTick });
        await all.promise;
      }
      return ((await server.cpuMicros()) - before) / delivered;
    },
    async leave() {
      for (const socket of sockets) socket.leave();
      await server.stop();
    },
  };
}

function report(results) {
  writeSection("fan-out", {
    verdicts: results.map(({ perTick, limit, micros: [ours, ...others] }) =>
      verdict(`${perTick} a tick, against the bare loop`, { ratio: ours / others[bareLoop - 1], limit }),
    ),
    ...cpuTable({
      title: "Fan-out to 1,000",
      per: "delivery",
      peers,
      ways: results.map(({ perTick, micros }) => ({
        column: `${perTick} a tick`,
        group: perTick === 1 ? "one message at a time" : `${perTick} messages in one tick`,
        micros,
      })),
    }),
    peers: ["socket.io", "bun"],
  });
}
