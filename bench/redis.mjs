import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { pause } from "./pace.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

export function hasRedis() {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/** A Redis of its own, as durable as an acknowledgement wants it: each write is on the disk before it is answered. */
export async function startRedis() {
  const port = await freePort();
  const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"];
  const place = ["--port", port, "--bind", "127.0.0.1", "--dir", temporaryFolder(), "--daemonize", "no"];
  const child = spawn("redis-server", [...place.map(String), ...durable], { stdio: "ignore" });
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  await once(child, "spawn");
  while (!(await answers(port))) await pause(50);
  return {
    url: `redis://127.0.0.1:${port}`,
    cpuMicros: () => cpuMicrosOf(child.pid),
    async stop() {
      process.off("exit", kill);
      child.kill();
      await once(child, "exit");
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** Linux counts it in hundredths of a second (proc_pid_stat(5): utime and stime, by CLK_TCK). Elsewhere it is not known. */
function cpuMicrosOf(pid) {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
    return (Number(afterName[11]) + Number(afterName[12])) * 1e4;
  } catch {
    return Number.NaN;
  }
}
