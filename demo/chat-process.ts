import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** The chat server in a process of its own, so that it can be killed as machines kill. */
export class ChatProcess {
  /** Where it listens; absent while it does not. */
  port: number | undefined;
  onChange: () => void = () => {};
  /** It died without being told to. */
  onDeath: () => void = () => {};
  readonly #module: URL;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  /** Resolves when the process before is gone, and with it its hold on its files. */
  #exit: Promise<unknown> = Promise.resolve();

  constructor(module: URL, ...args: readonly string[]) {
    this.#module = module;
    this.#args = args;
  }

  get pid(): number | undefined {
    return this.port === undefined ? undefined : this.#child?.pid;
  }

  async start(): Promise<void> {
    await this.#exit;
    // Node says of its SQLite that it is young.
    const execArgv = [...process.execArgv, "--disable-warning=ExperimentalWarning"];
    const child = fork(this.#module, this.#args, { execArgv });
    this.#child = child;
    this.#exit = once(child, "exit");
    child.once("exit", () => {
      if (this.#child !== child) return;
      this.#gone();
      this.onDeath();
    });
    [this.port] = await once(child, "message");
    this.onChange();
  }

  /** SIGKILL: no goodbye, nothing written down. */
  kill(): void {
    this.#child?.kill("SIGKILL");
    this.#gone();
  }

  /** A clean end. Resolves when it is over. */
  async end(): Promise<void> {
    this.#child?.kill("SIGTERM");
    this.#gone();
    await this.#exit;
  }

  #gone(): void {
    this.#child = undefined;
    this.port = undefined;
    this.onChange();
  }
}
