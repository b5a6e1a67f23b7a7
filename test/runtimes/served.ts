import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";
import { type RuntimeName, runtimes } from "./runtimes.ts";

/** How long a runtime may take until its server listens. */
const startMs = 20_000;

/** A server in a process of its own, on one of the runtimes. */
export class Served {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #said: string[] = [];

  private constructor(port: number, process: ChildProcess) {
    this.url = `http://127.0.0.1:${port}`;
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) stream?.on("data", (data) => this.#said.push(String(data)));
  }

  /** Resolves when `file`, which is to listen on the port in `PORT`, does. */
  static async start(name: RuntimeName, file: URL, env: Readonly<Record<string, string>> = {}): Promise<Served> {
    const { program, args } = runtimes[name];
    if (program === undefined) throw new Error(`${runtimes[name].name} is not installed`);
    const port = await freePort();
    const child = spawn(program, [...args(port), fileURLToPath(file)], {
      env: { ...process.env, ...env, PORT: String(port), DENO_NO_UPDATE_CHECK: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const served = new Served(port, child);
    const deadline = Date.now() + startMs;
    while (!(await answers(served.url))) {
      if (child.exitCode === null && Date.now() < deadline) continue;
      await served[Symbol.asyncDispose]();
      throw new Error(`${fileURLToPath(file)} served nothing on ${runtimes[name].name}: ${served.said}`);
    }
    return served;
  }

  get said(): string {
    return this.#said.join("");
  }

  /** Asks it to leave, and resolves when it has. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    await delay(50);
    return false;
  }
}
