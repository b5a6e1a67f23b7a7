import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** What the tests start servers on. */
export interface Runtime {
  readonly name: string;
  /** Its program, where it is installed. */
  readonly program: string | undefined;
  /** How to get it. @default test/runtimes has it from npm */
  readonly remedy?: string;
  /** What stands before the file of a server that listens on `port` of the loopback. */
  args(port: number): readonly string[];
}

const installed = resolve("test/runtimes/node_modules");
const arch = process.arch;

function find(...candidates: readonly string[]): string | undefined {
  return candidates.map((path) => `${installed}/${path}`).find(existsSync);
}

const sources = "--conditions=@ws-chat/source";
const node = { args: () => [sources, "--disable-warning=ExperimentalWarning"] };

/** The runtimes whose versions test/runtimes/package.json pins, and the workspace's own Node. `npm ci --prefix test/runtimes` fetches them. */
export const runtimes = {
  node: { name: "Node 22", program: process.execPath, ...node },
  node24: { name: "Node 24", program: find(`node24-${process.platform}-${arch}/bin/node`), ...node },
  bun: {
    name: "Bun",
    program: find(...bunFolders().map((folder) => `@oven/${folder}/bin/bun`)),
    args: () => ["run", sources],
  },
  deno: {
    name: "Deno",
    program: find(...denoFolders().map((folder) => `@deno/${folder}/deno`)),
    args: (port) =>
      ["serve", "--host=127.0.0.1", `--port=${port}`, "--allow-env", "--no-lock", "--cached-only"].concat([
        "--node-modules-dir=manual",
        "--allow-read",
        "--allow-write",
        sources,
      ]),
  },
  workerd: {
    name: "workerd",
    program: find("miniflare/package.json") && process.execPath,
    args: () => [sources, "--disable-warning=ExperimentalWarning", "test/cloudflare/serve-worker.ts"],
  },
  // Not any other Python on the PATH: Debian's modules are its own.
  python: {
    name: "Debian's Python with Tornado",
    program: ["/usr/bin/python3"].find(() => existsSync("/usr/lib/python3/dist-packages/tornado")),
    remedy: "apt-get install python3-tornado",
    args: () => [],
  },
} as const satisfies Readonly<Record<string, Runtime>>;

export type RuntimeName = keyof typeof runtimes;

function bunFolders(): string[] {
  const cpu = arch === "arm64" ? "aarch64" : arch;
  return [`bun-${process.platform}-${cpu}`, `bun-${process.platform}-${cpu}-musl`];
}

function denoFolders(): string[] {
  return [`${process.platform}-${arch}`, `${process.platform}-${arch}-glibc`];
}
