import { BenchProcess } from "./bench-process.mjs";
import { pace, pause } from "./pace.mjs";
import { writeSection } from "./report.mjs";

const count = pace(1_000, 200);
const everyMs = 10;
const seed = 1;
/** Nothing more will come when nothing has come for so long, or after a minute. */
const quietMs = pace(6_000, 3_000);
const mostMs = 60_000;

const peers = [
  { title: "ws-chat", server: { kind: "ws-chat" }, client: { kind: "ws-chat" } },
  { title: "partysocket, `ws`", server: { kind: "ws" }, client: { kind: "partysocket" } },
  { title: "reconnecting-websocket, `ws`", server: { kind: "ws" }, client: { kind: "reconnecting-websocket" } },
  { title: "Socket.IO", server: { kind: "socket.io" }, client: { kind: "socket.io" } },
  {
    title: "Socket.IO, connection state recovery",
    server: { kind: "socket.io", recovery: true },
    client: { kind: "socket.io" },
  },
  {
    title: "Socket.IO, recovery and retries",
    server: { kind: "socket.io", recovery: true },
    client: { kind: "socket.io", retries: 100 },
  },
];

/** What becomes of 1,000 messages each way while every connection is reset after 100 to 400 ms. It is not a matter of speed, so all go at once. */
export async function run() {
  const pairs = [];
  for (const peer of peers) pairs.push(await start(peer));
  const outcomes = await Promise.all(pairs.map(send));
  writeSection("chaos", {
    head: [`${count.toLocaleString("en")} messages each way`, ...columns.map(([title]) => title), "resets"],
    rows: outcomes.map(({ title, up, down, resets }) => [
      title,
      ...columns.map(([, figure]) => String(figure(up, down))),
      String(resets),
    ]),
    peers: ["partysocket", "reconnecting-websocket", "socket.io", "socket.io-client"],
  });
}

const columns = [
  ["lost up", (up) => up.lost],
  ["duplicated up", (up) => up.duplicated],
  ["lost down", (_, down) => down.lost],
  ["duplicated down", (_, down) => down.duplicated],
  ["out of order", (up, down) => up.outOfOrder + down.outOfOrder],
];

async function start({ title, server, client }) {
  const far = await BenchProcess.start("servers/chaos.mjs", server);
  const near = await BenchProcess.start("clients/chaos-client.mjs", { ...client, port: far.port, seed });
  return { title, far, near };
}

async function send({ title, far, near }) {
  await Promise.all([near.ask("say", { count, everyMs }), far.ask("tell", { count, everyMs })]);
  console.log(`chaos, ${title}: all is sent`);
  let [up, down] = [[], []];
  const start = performance.now();
  for (let changedAt = start; performance.now() < Math.min(changedAt + quietMs, start + mostMs); await pause(200)) {
    const [heard, arrived] = await Promise.all([far.ask("heard"), near.ask("arrived")]);
    if (heard.length > up.length || arrived.length > down.length) changedAt = performance.now();
    [up, down] = [heard, arrived];
    if (count === new Set(up).size && count === new Set(down).size && performance.now() > changedAt + 1_000) break;
  }
  const resets = await near.ask("resets");
  await near.stop();
  await far.stop();
  const outcome = { title, up: tally("up", up), down: tally("down", down), resets };
  console.log(`chaos, ${title}: ${JSON.stringify({ up: outcome.up, down: outcome.down })}`);
  return outcome;
}

/** What became of "up 0", "up 1", … of which these arrived. A message is out of order where a later one came before its first. */
function tally(way, texts) {
  const seen = new Set();
  let [duplicated, outOfOrder, furthest] = [0, 0, -1];
  for (const text of texts) {
    const number = Number(text.slice(way.length + 1));
    if (seen.has(number)) duplicated += 1;
    else if (number < furthest) outOfOrder += 1;
    seen.add(number);
    furthest = Math.max(furthest, number);
  }
  return { lost: count - seen.size, duplicated, outOfOrder };
}
