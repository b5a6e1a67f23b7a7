import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Consumer } from "../pack/consumer.ts";

/** An app of the folder `source`, as a stranger has it: with our packed packages, and with the versions of others' that its lock pins. */
export class ExampleApp {
  readonly #folder: string;
  readonly #others: string;

  /** Puts the app into a folder beside the packages that `consumer` has installed. */
  constructor(source: string, consumer: Consumer) {
    this.#folder = consumer.path(basename(source));
    this.#others = resolve(source, "node_modules");
    for (const entry of readdirSync(source).filter((entry) => entry !== "node_modules" && entry !== "dist")) {
      cpSync(join(source, entry), join(this.#folder, entry), { recursive: true });
    }
    // For the app, and for what our packages import. A package's own imports are looked up where the link leads, so there is one copy of each.
    for (const place of [this.#folder, consumer.folder]) {
      for (const other of globSync("{[!@.]*,@*/*}", { cwd: this.#others })) {
        const link = join(place, "node_modules", other);
        if (existsSync(link)) continue;
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(this.#others, other), link);
      }
    }
  }

  static isInstalled(source: string): boolean {
    return existsSync(join(source, "node_modules/typescript/package.json"));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
  }

  /** Builds it; returns the folder to serve. */
  build(): string {
    const said = this.run("vite", "build");
    if (!said.includes("built in")) throw new Error(said);
    return join(this.#folder, "dist");
  }

  /** Runs a tool that the app's lock pins, and returns all it says. */
  run(tool: string, ...args: string[]): string {
    const { stdout, stderr } = spawnSync(join(this.#others, ".bin", tool), args, {
      cwd: this.#folder,
      encoding: "utf8",
      // Vitest's own says "test", and the frameworks would be built for developers.
      env: { ...process.env, NODE_ENV: "production" },
    });
    return stdout + stderr;
  }
}
