import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A port of 127.0.0.1 that nothing listens on, for servers that must come back on the same one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A server in a process of its own, which a test can kill as a machine would. */
export interface ServerProcess {
  readonly port: number;
  /** SIGKILL: no goodbye. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Runs `command` and waits for a line of its output that matches `ready`. */
export async function startProcess(
  command: readonly [string, ...string[]],
  { port, ready, env = {} }: { port: number; ready: RegExp; env?: NodeJS.ProcessEnv },
): Promise<ServerProcess> {
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  await waitForLine(child, ready);
  return {
    port,
    kill: async () => void (await end(child, "SIGKILL")),
    stop: () => end(child, "SIGTERM"),
  };
}

/** `npx ws-chat` from the sources, on `port`; without a word about data it keeps none, so that no test finds another's. */
export function startCommand(port: number, ...args: string[]): Promise<ServerProcess> {
  return startProcess(
    [
      process.execPath,
      "--conditions=@ws-chat/source",
      "packages/ws-chat/src/command.ts",
      ...["--port", String(port)],
      ...(args.includes("--data") ? [] : ["--memory"]),
      ...args,
    ],
    { port, ready: new RegExp(`:${port}\\b`) },
  );
}

export const demoCommand = [process.execPath, "--conditions=@ws-chat/source", "demo/start.mjs"] as const;

/** The demo, on a port of its own. */
export async function startDemo(): Promise<ServerProcess> {
  const port = await freePort();
  return startProcess(demoCommand, { port, ready: /The demo is at/, env: { PORT: String(port) } });
}

async function waitForLine(child: ChildProcess, ready: RegExp): Promise<void> {
  let output = "";
  child.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  if (!child.stdout) throw new Error("no output to read");
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`;
    if (ready.test(line)) {
      child.stdout.resume();
      return;
    }
  }
  throw new Error(`${child.spawnfile} ended before it was ready:\n${output}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}
