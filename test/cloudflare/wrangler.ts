import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { freePort } from "../free-port.ts";

const program = resolve("test/runtimes/node_modules/wrangler/bin/wrangler.js");
export const isWranglerHere = existsSync(program);

/** How long it may take until a Worker is served. */
const startMs = 60_000;

/** `wrangler`, as a person runs it beside a Worker and its `wrangler.jsonc`, but that it asks nothing of the world. */
export class Wrangler {
  readonly #folder = mkdtempSync(join(tmpdir(), "ws-chat-wrangler-"));
  readonly #worker: string;
  #process: ChildProcess | undefined;

  /** `worker`: a Worker's module, whose configuration stands beside it. */
  constructor(worker: URL) {
    this.#worker = fileURLToPath(worker);
    // Beside the Worker it would leave its cache.
    cpSync(resolve(this.#worker, ".."), join(this.#folder, "worker"), { recursive: true });
  }

  /** Serves the Worker on the loopback, and resolves with its address. */
  async dev(): Promise<string> {
    const port = await freePort();
    const child = this.#spawn(
      ["dev", "--ip=127.0.0.1", `--port=${port}`, "--inspector-port=0", "--show-interactive-dev-session=false"].concat(
        `--persist-to=${join(this.#folder, "state")}`,
      ),
    );
    this.#process = child;
    const timer = setTimeout(() => child.kill(), startMs);
    try {
      await said(child, `Ready on http://127.0.0.1:${port}`);
    } finally {
      clearTimeout(timer);
    }
    return `http://127.0.0.1:${port}`;
  }

  /** Builds what would be deployed. @returns what it says of that. */
  deploy(): Promise<string> {
    return said(this.#spawn(["deploy", "--dry-run", `--outdir=${join(this.#folder, "out")}`]));
  }

  #spawn([command = "", ...args]: readonly string[]): ChildProcess {
    const config = `--config=${join(this.#folder, "worker/wrangler.jsonc")}`;
    return spawn(process.execPath, [program, command, this.#worker, config, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        XDG_CONFIG_HOME: this.#folder,
        WRANGLER_BUILD_CONDITIONS: "@ws-chat/source,workerd,worker",
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_SEND_ERROR_REPORTS: "false",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(this.#folder, { recursive: true });
  }
}

/** Resolves with all that was said when a line has `awaited` in it; without, when it has ended well. */
async function said(child: ChildProcess, awaited?: string): Promise<string> {
  let all = "";
  child.stderr?.on("data", (chunk) => (all += String(chunk)));
  if (!child.stdout) throw new Error("no output to read");
  for await (const line of createInterface({ input: child.stdout })) {
    all += `${line}\n`;
    if (awaited === undefined || !line.includes(awaited)) continue;
    child.stdout.resume();
    return all;
  }
  if (child.exitCode === null) await once(child, "exit");
  if (awaited !== undefined || child.exitCode !== 0) throw new Error(`wrangler ended with ${child.exitCode}:\n${all}`);
  return all;
}
