import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { freePort } from "../free-port.ts";
import type { Consumer } from "./consumer.ts";

/** A process of a consumer's that serves a chat. */
export class Served {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts Node with `args`, where 8888, in them or in the file that they name, stands for a free port. Resolves when that port is open. */
  static async start(consumer: Consumer, [file = "", ...options]: readonly string[]): Promise<Served> {
    const port = await freePort();
    const args = options.map((option) => option.replace("8888", String(port)));
    if (!file.includes("node_modules")) {
      writeFileSync(consumer.path(file), readFileSync(consumer.path(file), "utf8").replaceAll("8888", String(port)));
    }
    const child = spawn(process.execPath, [file, ...args], {
      cwd: consumer.folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const served = new Served(port, child);
    while (!(await served.#answers())) {
      if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode} and served nothing`);
    }
    return served;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.kill();
    await exited;
  }

  /** Whether somebody listens on the port by now. */
  async #answers(): Promise<boolean> {
    try {
      await fetch(this.url);
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return false;
    }
  }
}
