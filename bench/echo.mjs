import { once } from "node:events";
import { WebSocket } from "ws";
import { writeSection } from "./report.mjs";
import { ServerProcess } from "./server-process.mjs";

const connections = 100;
const windows = [1, 8];
const rounds = 5;
const roundMs = 900;
const warmUpMs = 1_200;

/** The server, its name in the table, and what it does with a message; `done` is the frame that ends one. */
const peers = [
  { name: "ours", title: "ws-chat: ack, append, reply", done: '{"type":"entry"' },
  { name: "plain", title: "`ws` + JSON + ack, by hand", done: '{"type":"entry"' },
  { name: "corked", title: "`ws` + JSON + ack, by hand, corked", done: '{"type":"entry"' },
  { name: "bare", title: "bare `ws`: the frame sent back", done: "{" },
];

/** CPU of the server per echoed message, side by side; the rounds of all take turns, so that a busy moment hits everybody alike. */
export async function run() {
  const results = [];
  for (const window of windows) {
    const runs = [];
    for (const peer of peers) runs.push({ ...peer, micros: [], crowd: await gather(peer, window) });
    for (const { crowd } of runs) await crowd.measure(warmUpMs);
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, micros, crowd } of runs) {
        micros.push(await crowd.measure(roundMs));
        console.log(`echo, window ${window}, round ${round}/${rounds}: ${name} ${micros.at(-1).toFixed(2)} us`);
      }
    }
    for (const { crowd } of runs) await crowd.leave();
    results.push({ window, runs: runs.map(({ title, name, micros }) => ({ title, name, micros: median(micros) })) });
  }
  const table = tableOf(results);
  console.log(`\n${table}`);
  writeSection("echo", table);
}

/** 100 clients of a server of their own, each with `window` messages under way while it is measured. */
async function gather({ name, done }, window) {
  const server = await ServerProcess.start(name);
  let isRunning = false;
  let echoed = 0;
  let underWay = 0;
  let idle = Promise.withResolvers();
  const text = "How much is the fish, and does it come with chips?";
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/websocket`, "ws-chat.v1", {
        perMessageDeflate: false,
      });
      await once(socket, "open");
      if (name === "ours") {
        socket.send('{"type":"hello"}');
        await once(socket, "message");
      }
      let n = 0;
      const send = () => {
        n += 1;
        underWay += 1;
        socket.send(`{"type":"send","n":${n},"id":"m${n}","text":"${text}"}`);
      };
      socket.on("message", (data) => {
        if (!startsWith(data, done)) return;
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
      await new Promise((resolve) => setTimeout(resolve, ms));
      isRunning = false;
      await idle.promise;
      return ((await server.cpuMicros()) - before) / echoed;
    },
    async leave() {
      for (const { socket } of clients) socket.terminate();
      await server.stop();
    },
  };
}

/** @param {Buffer} data */
function startsWith(data, start) {
  return data.latin1Slice(0, start.length) === start;
}

function tableOf(results) {
  const head = results.map(({ window }) => ` window ${window} | ours is |`).join("");
  const rows = peers.map(({ name, title }) => {
    const cells = results.map(({ runs }) => {
      const { micros } = runs.find((each) => each.name === name);
      const ours = runs.find((each) => each.name === "ours").micros;
      return ` ${micros.toFixed(1)} us | ${name === "ours" ? "" : `${(ours / micros).toFixed(2)}x`} |`;
    });
    return `| ${title} |${cells.join("")}`;
  });
  return [`| server CPU per message |${head}`, `| --- |${results.map(() => " ---: | ---: |").join("")}`, ...rows].join(
    "\n",
  );
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
