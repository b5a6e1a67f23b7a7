import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packAll } from "../../scripts/pack.mjs";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A stranger's project: an empty folder with our packed packages and nothing of the workspace. */
export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), "ws-chat-consumer-"));
  readonly packages: readonly string[];

  /** Packs and installs. Others' packages come from this workspace's own copies, so that no network is needed. */
  constructor() {
    const packed = packAll(join(this.folder, "tarballs"));
    this.packages = packed.map(({ name }) => name);
    const others = new Map<string, string>();
    for (const name of [...this.packages, "@types/node", "hono", "jose", "@redis/client"])
      gather(name, this.packages, others);
    this.write("package.json", JSON.stringify({ private: true, type: "module" }));
    const install = "install --offline --install-links --ignore-scripts --no-audit --no-fund --no-package-lock";
    const tarballs = packed.map(({ tarball }) => tarball);
    const copies = [...others].map(([name, folder]) => `${name}@file:${folder}`);
    execFileSync("npm", install.split(" ").concat(tarballs, copies), {
      cwd: this.folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  write(file: string, text: string): string {
    writeFileSync(this.path(file), text);
    return this.path(file);
  }

  installed(name: string): Manifest {
    return manifestIn(this.path(`node_modules/${name}`));
  }

  /** What the compiler says of `files`, checked as strictly as it can, our declarations included. */
  compile(files: readonly string[]): string {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: "es2022",
      lib: ["es2024", "esnext.disposable", "dom", "dom.iterable"],
      module: "nodenext",
      allowJs: true,
      checkJs: true,
      types: ["node"],
    };
    this.write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
    try {
      execFileSync(resolve("node_modules/.bin/tsc"), ["--pretty", "false"], { cwd: this.folder, encoding: "utf8" });
      return "";
    } catch (error) {
      return (error as { readonly stdout: string }).stdout;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Adds what `name` depends on, and what that depends on, to `others`: package name -> its folder here, as `dependent` finds it. */
function gather(name: string, ours: readonly string[], others: Map<string, string>, dependent = "."): void {
  const places = createRequire(resolve(dependent, "package.json")).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((folder) => existsSync(folder));
  if (!folder) return;
  if (!ours.includes(name)) {
    if (others.has(name)) return;
    others.set(name, folder);
  }
  for (const dependency of Object.keys(manifestIn(folder).dependencies ?? {})) gather(dependency, ours, others, folder);
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
