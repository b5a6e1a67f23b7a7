import { BenchProcess, present } from "./bench-process.mjs";
import { join, startsWith } from "./clients/join.mjs";
import { cpuTable } from "./cpu-table.mjs";
import { pace, pause } from "./pace.mjs";
import { verdict, writeSection } from "./report.mjs";
import { text } from "./servers/entry.mjs";
import { takeTurns } from "./turns.mjs";

const connections = 100;
const windows = [1, 8];
const rounds = pace(5, 1);
const roundMs = pace(700, 300);
const warmUpMs = pace(1_000, 300);

const inJson = (n) => `{"type":"send","n":${n},"id":"m${n}","text":"${text}"}`;
const inPackets = (n) => `42${n}["message","${text}"]`;

const byHand = "`ws` + JSON + ack, by hand";
const bareWs = "bare `ws`: the frame sent back";
const bareBun = "bare Bun: the frame sent back";

/** `done` begins the frame that ends a message. */
const peers = present([
  {
    title: "ws-chat: ack, append, reply",
    isOurs: true,
    program: "servers/ours.mjs",
    dialect: "ws-chat",
    done: '{"type":"entry"',
  },
  {
    title: "ws-chat, through Hono on Node",
    isOurs: true,
    beside: bareWs,
    program: "servers/hono.mjs",
    dialect: "ws-chat",
    done: '{"type":"entry"',
  },
  {
    title: "ws-chat, through Hono on Bun",
    isOurs: true,
    beside: bareBun,
    program: "servers/hono.bun.mjs",
    dialect: "ws-chat",
    done: '{"type":"entry"',
  },
  { title: byHand, program: "servers/by-hand.mjs", done: '{"type":"entry"' },
  { title: `${byHand}, corked`, program: "servers/by-hand.mjs", options: { cork: true }, done: '{"type":"entry"' },
  { title: "Socket.IO, with ack", program: "servers/socket-io.mjs", dialect: "socket.io", done: "42", say: inPackets },
  {
    title: "Bun's server + JSON + ack, by hand",
    program: "servers/bun.bun.mjs",
    options: { ack: true },
    done: '{"type":"entry"',
  },
  { title: bareWs, program: "servers/bare.mjs", done: "{" },
  { title: "bare Hono on Node: the frame sent back", program: "servers/hono.mjs", options: { bare: true }, done: "{" },
  { title: bareBun, program: "servers/bun.bun.mjs", done: "{" },
  {
    title: "bare Hono on Bun: the frame sent back",
    program: "servers/hono.bun.mjs",
    options: { bare: true },
    done: "{",
  },
  { title: "bare Tornado: the frame sent back", program: "servers/tornado-echo.py", done: "{" },
]);

/** CPU of the server per echoed message, side by side. */
export async function run() {
  const results = [];
  for (const window of windows) {
    const contestants = [];
    for (const peer of peers) contestants.push({ title: peer.title, crowd: await gather(peer, window) });
    for (const { crowd } of contestants) await crowd.measure(warmUpMs);
    const medians = await takeTurns({
      name: `echo, window ${window}`,
      contestants,
      rounds,
      measure: async ({ crowd }) => ({ us: await crowd.measure(roundMs) }),
    });
    for (const { crowd } of contestants) await crowd.leave();
    results.push({ window, micros: medians.map(({ us }) => us) });
  }
  report(results);
}

/** 100 clients of a server of their own, each with `window` messages under way while it is measured. */
async function gather({ program, options, dialect = "bare", done, say = inJson }, window) {
  const server = await BenchProcess.start(program, options);
  let isRunning = false;
  let echoed = 0;
  let underWay = 0;
  let idle = Promise.withResolvers();
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const { socket, heard } = await join({ port: server.port, dialect });
      let n = 0;
      const send = () => {
        n += 1;
        underWay += 1;
        socket.send(say(n));
      };
      heard((payload) => {
        if (!startsWith(payload, done)) return;
        echoed += 1;
        underWay -= 1;
        if (isRunning) send();
        else if (underWay === 0) idle.resolve();
      });
      return { socket, send };
    }),
  );

  return {
    async measure(ms) {
      idle = Promise.withResolvers();
      echoed = 0;
      isRunning = true;
      const before = await server.cpuMicros();
      for (const { send } of clients) for (let at = 0; at < window; at += 1) send();
      await pause(ms);
      isRunning = false;
      await idle.promise;
      return ((await server.cpuMicros()) - before) / echoed;
    },
    async leave() {
      for (const { socket } of clients) socket.leave();
      await server.stop();
    },
  };
}

function report(results) {
  const titles = peers.map(({ title }) => title);
  const ratio = (micros, title, other) => micros[titles.indexOf(title)] / micros[titles.indexOf(other)];
  writeSection("echo", {
    verdicts: [
      ...results.map(({ window, micros }) =>
        verdict(`window ${window}, against the hand-written echo`, {
          ratio: ratio(micros, titles[0], byHand),
          limit: 1,
        }),
      ),
      ...peers.flatMap(({ title, beside }) => {
        if (!beside) return [];
        const ratios = results.map(({ window, micros }) => `${ratio(micros, title, beside).toFixed(2)}x at ${window}`);
        return `${title} against ${beside}: ${ratios.join(", ")}.`;
      }),
    ],
    ...cpuTable({
      title: "Echo",
      per: "message",
      peers,
      ways: results.map(({ window, micros }) => ({
        column: `window ${window}`,
        group: `${connections} connections, ${window} under way each`,
        micros,
      })),
    }),
    peers: ["hono", "@hono/node-server", "socket.io", "bun", "tornado"],
  });
}
