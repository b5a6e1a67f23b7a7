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
  #child: ChildProcess | undefined;

  constructor(module: URL) {
    this.#module = module;
  }

  get pid(): number | undefined {
    return this.port === undefined ? undefined : this.#child?.pid;
  }

  async start(): Promise<void> {
    const child = fork(this.#module);
    this.#child = child;
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

  /** A clean end. */
  end(): void {
    this.#child?.kill("SIGTERM");
    this.#gone();
  }

  #gone(): void {
    this.#child = undefined;
    this.port = undefined;
    this.onChange();
  }
}
