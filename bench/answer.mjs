import { createInterface } from "node:readline";

/** What this program was started with. */
export const options = JSON.parse(process.argv[2] ?? "{}");

const always = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory() {
    const collect = globalThis.gc ?? (() => globalThis.Bun.gc(true));
    for (let time = 0; time < 3; time += 1) collect();
    return process.memoryUsage.rss();
  },
};

/** Does what the process that compares asks for, until that has gone. `ready` is told first. */
export function answer(ready, commands = {}) {
  const all = { ...always, ...commands };
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  process.stdout.on("error", () => process.exit());
  const lines = createInterface(process.stdin);
  lines.on("line", async (line) => {
    const { id, command, ...about } = JSON.parse(line);
    try {
      say({ id, answer: (await all[command](about)) ?? null });
    } catch (error) {
      say({ id, error: String(error) });
    }
  });
  lines.on("close", () => process.exit());
  say({ id: 0, answer: ready });
}

/** Listens where it was told to, or anywhere, and answers then. */
export function serve(server, commands) {
  server.listen(options.port ?? 0, "127.0.0.1", () => answer(server.address().port, commands));
}
