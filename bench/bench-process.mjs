import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** How a program is started, by the end of its name, and how one sees that it can be. */
const runtimes = [
  {
    ending: ".bun.mjs",
    command: [fileURLToPath(new URL("node_modules/bun/bin/bun", import.meta.url))],
    trial: ["--version"],
  },
  { ending: ".mjs", command: [process.execPath, "--expose-gc", "--disable-warning=ExperimentalWarning"] },
  { ending: ".py", command: ["/usr/bin/python3"], trial: ["-c", "import tornado"] },
];

/** Those of `peers` whose program runs on this machine; who is left out is named. */
export function present(peers) {
  return peers.filter(({ title, program }) => {
    const { command, trial } = runtimes.find(({ ending }) => program.endsWith(ending));
    const isPresent = trial === undefined || spawnSync(command[0], trial).status === 0;
    if (!isPresent) console.log(`${title}: left out, ${command[0]} ${trial.join(" ")} does not run here`);
    return isPresent;
  });
}

/** One of the programs compared, in a process of its own: what it does when asked, and what the operating system says it has used. */
export class BenchProcess {
  static #running = new Set();
  #child;
  #asked = 0;
  #answers = new Map();

  /**
   * @param {string} program a file below this folder; it ends by itself when this process does
   * @param {object} options
   */
  static async start(program, options = {}) {
    const self = new BenchProcess();
    const file = fileURLToPath(new URL(program, import.meta.url));
    const [command, ...args] = runtimes.find(({ ending }) => file.endsWith(ending)).command;
    self.#child = spawn(command, [...args, file, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
    self.#child.stdin.on("error", () => {});
    BenchProcess.#running.add(self);
    const ready = Promise.withResolvers();
    self.#answers.set(0, ready);
    createInterface(self.#child.stdout).on("line", (line) => self.#hear(line));
    self.#child.on("error", (error) => self.#fail(error));
    self.#child.on("exit", () => self.#fail(new Error(`${program} has ended`)));
    self.port = await ready.promise;
    return self;
  }

  get pid() {
    return this.#child.pid;
  }

  ask(command, about = {}) {
    const id = ++this.#asked;
    const answer = Promise.withResolvers();
    this.#answers.set(id, answer);
    this.#child.stdin.write(`${JSON.stringify({ id, command, ...about })}\n`);
    return answer.promise;
  }

  /** CPU time used so far, user and system, in microseconds. */
  cpuMicros() {
    return this.ask("cpu");
  }

  /** Resident memory after its garbage was collected, in bytes. */
  memory() {
    return this.ask("memory");
  }

  /** Stops what a bench that failed has left. */
  static async stopAll() {
    await Promise.all([...BenchProcess.#running].map((each) => each.stop()));
  }

  async stop(signal = "SIGKILL") {
    BenchProcess.#running.delete(this);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(signal);
    await once(this.#child, "exit");
  }

  #hear(line) {
    const { id, answer, error } = JSON.parse(line);
    const waiting = this.#answers.get(id);
    this.#answers.delete(id);
    if (error === undefined) waiting.resolve(answer);
    else waiting.reject(new Error(error));
  }

  #fail(error) {
    for (const { reject } of this.#answers.values()) reject(error);
    this.#answers.clear();
  }
}
