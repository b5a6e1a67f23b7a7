import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("command.ts", import.meta.url));

/** The real command in a process of its own, in a folder of its own. */
export class Command {
  static readonly #running = new Set<ChildProcess>();
  readonly folder = mkdtempSync(join(tmpdir(), "ws-chat-command-"));
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  output = "";
  errors = "";
  #changed = Promise.withResolvers<void>();

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, ["--conditions=@ws-chat/source", command, ...args], { cwd: this.folder });
    Command.#running.add(this.child);
    this.exit = once(this.child, "close").then(([code]) => {
      Command.#running.delete(this.child);
      rmSync(this.folder, { recursive: true });
      return code;
    });
    this.child.stdout?.on("data", (chunk) => this.#grow({ output: String(chunk) }));
    this.child.stderr?.on("data", (chunk) => this.#grow({ errors: String(chunk) }));
  }

  static async endAll(): Promise<void> {
    const ends = [...Command.#running].map((child) => once(child, "close"));
    for (const child of Command.#running) child.kill("SIGKILL");
    await Promise.all(ends);
  }

  /** Waits until it has printed something like `pattern`; gives the first group. */
  async sees(stream: "output" | "errors", pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this[stream]);
      if (found) return found[1] ?? found[0];
      await this.#changed.promise;
    }
  }

  /** Where it listens, once it does. */
  url(): Promise<string> {
    return this.sees("output", /ws-chat is at (http:\S+)\/\n[^]*<\/ws-chat>/);
  }

  #grow({ output = "", errors = "" }): void {
    this.output += output;
    this.errors += errors;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** A folder for the files a person would write. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "ws-chat-command-"));

  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
