import { BenchProcess } from "./bench-process.mjs";
import { join, startsWith } from "./clients/join.mjs";
import { pace, pause } from "./pace.mjs";
import { shown } from "./plot.mjs";
import { writeSection } from "./report.mjs";
import { takeTurns } from "./turns.mjs";

const streams = pace(500, 100);
const rounds = pace(5, 1);
/** The streams start one after the other, then all run for the time that is measured, then they end. */
const startMs = 1_000;
const steadyMs = pace(2_000, 1_000);
const tokens = 50 * ((startMs + steadyMs) / 1_000) + 25;

const inJson = (n) => `{"type":"send","n":${n},"id":"m${n}","text":"Tell me a story."}`;
const inPackets = (n) => `42${n}["message","Tell me a story."]`;

const peers = [
  {
    title: "ws-chat: joined to some 30 deltas a second",
    program: "servers/ours.mjs",
    options: { handler: "stream", tokens },
    dialect: "ws-chat",
  },
  { title: "`ws` by hand: each token a frame", program: "servers/by-hand-stream.mjs", options: { tokens } },
  {
    title: "Socket.IO: each token an event",
    program: "servers/socket-io-stream.mjs",
    options: { tokens },
    dialect: "socket.io",
    delta: '42["delta"',
    end: '42["entry"',
    say: inPackets,
  },
];

/** What 500 answers being written at 50 tokens a second cost the server, and how soon the first word comes. */
export async function run() {
  const contestants = [];
  for (const peer of peers) contestants.push({ title: peer.title, crowd: await gather(peer) });
  const medians = await takeTurns({ name: "streams", contestants, rounds, measure: ({ crowd }) => crowd.measure() });
  for (const { crowd } of contestants) await crowd.leave();
  writeSection("streams", {
    head: [
      `${streams} streams, 50 tokens a second each`,
      "server CPU",
      "deltas a second",
      "first delta after",
      "99 of 100 within",
    ],
    rows: peers.map(({ title }, at) => {
      const { cpuPercent, deltas, firstMs, lateMs } = medians[at];
      return [
        title,
        `${cpuPercent.toFixed(0)} %`,
        shown(deltas),
        `${firstMs.toFixed(1)} ms`,
        `${lateMs.toFixed(1)} ms`,
      ];
    }),
    bars: {
      title: `${streams} streams: CPU of the server`,
      unit: "% of one core, less is better",
      groups: [{ bars: peers.map(({ title }, at) => ({ title, figure: medians[at].cpuPercent, isOurs: at === 0 })) }],
    },
    peers: ["socket.io"],
  });
}

async function gather({
  program,
  options,
  dialect = "bare",
  delta = '{"type":"delta"',
  end = '{"type":"entry"',
  say = inJson,
}) {
  const server = await BenchProcess.start(program, options);
  let deltas = 0;
  let open = 0;
  let over = Promise.withResolvers();
  let waits = [];
  let n = 0;
  const sockets = [];
  for (let at = 0; at < streams; at += 1) {
    const { socket, heard } = await join({ port: server.port, dialect });
    const member = { socket, askedAt: 0 };
    heard((payload) => {
      if (startsWith(payload, delta)) {
        deltas += 1;
        if (member.askedAt > 0) waits.push(performance.now() - member.askedAt);
        member.askedAt = 0;
      } else if (startsWith(payload, end)) {
        open -= 1;
        if (open === 0) over.resolve();
      }
    });
    sockets.push(member);
  }

  return {
    async measure() {
      over = Promise.withResolvers();
      waits = [];
      open = streams;
      n += 1;
      const start = performance.now();
      for (const [at, member] of sockets.entries()) {
        const early = start + (at / streams) * startMs - performance.now();
        if (early > 1) await pause(early);
        member.askedAt = performance.now();
        member.socket.send(say(n));
      }
      const before = await server.cpuMicros();
      const since = performance.now();
      deltas = 0;
      await pause(steadyMs);
      const cpu = (await server.cpuMicros()) - before;
      const seconds = (performance.now() - since) / 1_000;
      const figures = { cpuPercent: cpu / seconds / 1e4, deltas: deltas / seconds };
      await over.promise;
      const sorted = waits.toSorted((a, b) => a - b);
      return { ...figures, firstMs: sorted[streams >> 1], lateMs: sorted[Math.floor(streams * 0.99)] };
    },
    async leave() {
      for (const { socket } of sockets) socket.leave();
      await server.stop();
    },
  };
}
