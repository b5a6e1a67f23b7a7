import { BenchProcess } from "./bench-process.mjs";
import { join, startsWith } from "./clients/join.mjs";
import { pace, pause } from "./pace.mjs";
import { shown } from "./plot.mjs";
import { hasRedis, startRedis } from "./redis.mjs";
import { verdict, writeSection } from "./report.mjs";
import { text } from "./servers/entry.mjs";
import { takeTurns } from "./turns.mjs";

/** Half of each room's members are on either server. */
const layouts = [
  { rooms: 20, members: 10 },
  { rooms: 1, members: 200 },
];
const rounds = pace(5, 1);
const roundMs = pace(1_500, 400);

const inJson = (n) => `{"type":"send","n":${n},"id":"m${n}","text":"${text}"}`;
const inPackets = (n) => `42${n}["message","${text}"]`;

const peers = [
  {
    title: "ws-chat on the Redis log",
    program: "servers/ours.mjs",
    options: { log: "redis", handler: "nothing" },
    dialect: "ws-chat",
    query: "?room=",
    start: '{"type":"entry"',
    done: '{"type":"ack"',
    say: inJson,
  },
  {
    title: "Socket.IO, Redis-streams adapter",
    program: "servers/socket-io-redis.mjs",
    dialect: "socket.io",
    query: "&room=",
    start: "42",
    done: "43",
    say: inPackets,
  },
];

/** What two servers on one Redis spend on a message that somebody on the first sends to people on both. */
export async function run() {
  if (!hasRedis()) return console.log("cross-node: left out, there is no redis-server");
  const results = [];
  for (const { rooms, members } of layouts) {
    const contestants = [];
    for (const peer of peers) contestants.push({ title: peer.title, crowd: await gather(peer, { rooms, members }) });
    for (const { crowd } of contestants) await crowd.measure();
    const medians = await takeTurns({
      name: `cross-node, ${rooms} x ${members}`,
      contestants,
      rounds,
      measure: ({ crowd }) => crowd.measure(),
    });
    for (const { crowd } of contestants) await crowd.leave();
    results.push({ rooms, members, medians });
  }
  report(results);
}

async function gather({ program, options, dialect, query, start, done, say }, { rooms, members }) {
  const redis = await startRedis();
  const servers = [];
  for (let at = 0; at < 2; at += 1) servers.push(await BenchProcess.start(program, { ...options, url: redis.url }));
  let isRunning = false;
  let underWay = 0;
  let delivered = 0;
  let over = Promise.withResolvers();
  const sockets = [];
  const senders = [];
  for (let room = 0; room < rooms; room += 1) {
    let missing = 0;
    let n = 0;
    let sender;
    const send = () => {
      n += 1;
      underWay += 1;
      // Everybody else gets it, and the sender its acknowledgement.
      missing = members;
      sender.send(say(n));
    };
    const arrived = () => {
      missing -= 1;
      delivered += 1;
      if (missing > 0) return;
      underWay -= 1;
      if (isRunning) send();
      else if (underWay === 0) over.resolve();
    };
    for (let at = 0; at < members; at += 1) {
      const { port } = servers[at % 2];
      const { socket, heard } = await join({ port, dialect, query: `${query}r${room}` });
      const wanted = at === 0 ? done : start;
      heard((payload) => startsWith(payload, wanted) && arrived());
      sockets.push(socket);
      sender ??= socket;
    }
    senders.push(send);
  }
  const cpuMicros = async () => {
    const [first, second] = await Promise.all(servers.map((server) => server.cpuMicros()));
    return first + second;
  };

  return {
    async measure() {
      over = Promise.withResolvers();
      delivered = 0;
      isRunning = true;
      const [before, redisBefore] = [await cpuMicros(), redis.cpuMicros()];
      const begin = performance.now();
      for (const send of senders) send();
      await pause(roundMs);
      isRunning = false;
      await over.promise;
      const seconds = (performance.now() - begin) / 1_000;
      return {
        us: ((await cpuMicros()) - before) / delivered,
        redisUs: (redis.cpuMicros() - redisBefore) / delivered,
        perSecond: delivered / seconds,
      };
    },
    async leave() {
      for (const socket of sockets) socket.leave();
      for (const server of servers) await server.stop();
      await redis.stop();
    },
  };
}

function report(results) {
  writeSection("cross-node", {
    verdicts: results.map(({ rooms, members, medians: [ours, theirs] }) =>
      verdict(`${shape({ rooms, members })}, against Socket.IO`, { ratio: ours.us / theirs.us, limit: 1 }),
    ),
    head: [
      "CPU per delivery",
      ...results.flatMap((layout) => [`${shape(layout)}: both servers`, "Redis", "deliveries a second"]),
    ],
    rows: peers.map(({ title }, at) => [
      title,
      ...results.flatMap(({ medians }) => {
        const { us, redisUs, perSecond } = medians[at];
        return [`${shown(us)} us`, `${shown(redisUs)} us`, shown(perSecond)];
      }),
    ]),
    bars: {
      title: "Across two servers: CPU of both per delivery",
      unit: "us, less is better",
      groups: results.map((layout) => ({
        title: shape(layout),
        bars: peers.map(({ title }, at) => ({ title, figure: layout.medians[at].us, isOurs: at === 0 })),
      })),
    },
    peers: ["socket.io", "@socket.io/redis-streams-adapter", "@redis/client", "redis"],
  });
}

function shape({ rooms, members }) {
  return rooms === 1 ? `one room of ${members}` : `${rooms} rooms of ${members}`;
}
