import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { appendFile, chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../free-port.ts";
import { requires } from "../requires.ts";
import { type ProxyKind, type ProxyName, proxyKinds, type Site } from "./proxy-kinds.ts";

/** How long a proxy may take until it listens. */
const startMs = 10_000;

interface ProxyOptions {
  /** The port of what stands behind it. */
  readonly app: number;
  /** @default what is shown, 180 */
  readonly idleSeconds?: number;
  readonly lingerSeconds?: number;
  /** Whether the app is told the host that was asked for. @default true */
  readonly tellsHost?: boolean;
  /** Whether it lets upgrades through. @default true */
  readonly upgrades?: boolean;
  /** Whether it compresses answers. @default false */
  readonly compresses?: boolean;
  /** Whether it gives an answer on only when that has ended. @default false */
  readonly holdsBack?: boolean;
}

/** Whether a proxy can be started on this machine. */
export function canRun(name: ProxyName): boolean {
  const debian = { nginx: "nginx", Apache: "apache2", HAProxy: "haproxy" } as const;
  const isHere = proxyKinds[name].program !== undefined;
  return (
    requires(name, isHere, `apt-get install --no-install-recommends ${debian[name]}`) &&
    requires("openssl", existsSync("/usr/bin/openssl"), "apt-get install openssl")
  );
}

/** A proxy as docs/proxies.md shows it, on ports of its own. */
export class Proxy {
  static readonly #open = new Set<Proxy>();
  readonly #name: ProxyName;
  readonly #options: ProxyOptions;
  #site: Site;
  #process: ChildProcess | undefined;
  #said = "";

  private constructor(name: ProxyName, options: ProxyOptions, site: Site) {
    this.#name = name;
    this.#options = options;
    this.#site = site;
  }

  static async start(name: ProxyName, options: ProxyOptions): Promise<Proxy> {
    const folder = await mkdtemp(join(tmpdir(), "ws-chat-proxy-"));
    // Started by root, nginx reads large bodies into it as another user.
    await chmod(folder, 0o711);
    await selfSign(folder);
    const { app, idleSeconds = 180, lingerSeconds } = options;
    const proxy = new Proxy(name, options, {
      folder,
      app,
      plain: await freePort(),
      secure: await freePort(),
      generation: await freePort(),
      idleSeconds,
      ...(lingerSeconds !== undefined && { lingerSeconds }),
    });
    Proxy.#open.add(proxy);
    await proxy.#start();
    return proxy;
  }

  /** Ends those that a test, out of time, has left. */
  static async endAll(): Promise<void> {
    for (const proxy of Proxy.#open) await proxy[Symbol.asyncDispose]();
  }

  /** Where `path` of the app is, by way of the proxy. */
  url(path: string, scheme: "ws" | "wss" | "http" | "https" = "ws"): string {
    const port = scheme === "ws" || scheme === "http" ? this.#site.plain : this.#site.secure;
    return `${scheme}://127.0.0.1:${port}${path}`;
  }

  /** What signs the proxy's certificate: it itself. */
  get certificate(): string {
    return readFileSync(`${this.#site.folder}/shop.example.crt`, "utf8");
  }

  /** Has it read its configuration again; resolves when it works by the new one. */
  async reload(): Promise<void> {
    this.#site = { ...this.#site, generation: await freePort() };
    await this.#configure();
    this.#process?.kill(proxyKinds[this.#name].reload);
    await this.#listening();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!Proxy.#open.delete(this)) return;
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      // Told to leave, Apache waits 10 s for its children, which wait for their connections.
      for (const pid of [child.pid, ...childrenOf(child.pid)]) process.kill(Number(pid), "SIGKILL");
      await exited;
    }
    await rm(this.#site.folder, { recursive: true });
  }

  async #start(): Promise<void> {
    const { program, args } = proxyKinds[this.#name];
    if (program === undefined) throw new Error(`${this.#name} is not installed`);
    const child = spawn(program, args(this.#site.folder, await this.#configure()), {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (this.#said += data));
    await this.#listening();
  }

  /** @returns the file to start with. */
  async #configure(): Promise<string> {
    const kind: ProxyKind = proxyKinds[this.#name];
    const { shown, frame } = kind;
    const { tellsHost = true, upgrades = true, compresses = false, holdsBack = false } = this.#options;
    const text = await readFile(new URL(shown, import.meta.url), "utf8");
    const pairs = [
      tellsHost ? {} : kind.withoutHost,
      upgrades ? {} : kind.withoutUpgrades,
      compresses ? kind.compressing : {},
      holdsBack ? kind.holdingBack : {},
      kind.replacements(this.#site),
    ].flatMap((each) => Object.entries(each));
    const file = `${this.#site.folder}/${shown}`;
    await writeFile(file, pairs.reduce(replaced, text));
    if (!frame) return file;
    await writeFile(`${this.#site.folder}/frame.conf`, frame(this.#site));
    return `${this.#site.folder}/frame.conf`;
  }

  async #listening(): Promise<void> {
    const deadline = Date.now() + startMs;
    while (!(await accepts(this.#site.generation))) {
      if (this.#process?.exitCode === null && Date.now() < deadline) continue;
      await this[Symbol.asyncDispose]();
      throw new Error(`${this.#name} does not listen: ${this.#said}`);
    }
  }
}

function childrenOf(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
}

function replaced(text: string, [from, to]: readonly [string, string]): string {
  if (!text.includes(from)) throw new Error(`the configuration shown has no ${JSON.stringify(from)}`);
  return text.replaceAll(from, to);
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    await delay(20);
    return false;
  } finally {
    socket.destroy();
  }
}

/** The files of a certificate that nobody else vouches for. */
async function selfSign(folder: string): Promise<void> {
  const [certificate, key, both] = ["crt", "key", "pem"].map((end) => join(folder, `shop.example.${end}`)) as [
    string,
    string,
    string,
  ];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example,DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", key, "-out", certificate],
  ]);
  await copyFile(certificate, both);
  await appendFile(both, await readFile(key));
}
