import { spawn } from "node:child_process";

/** A program and all that it starts in turn. They end together, at the latest with this process. */
export class ProcessGroup {
  #child;
  #release;

  /** Starts `command` as the head of a group; `stdio` and `env` are those of `spawn`. */
  constructor(command, args, options = {}) {
    this.#child = spawn(command, args, { stdio: "ignore", ...options, detached: true });
    this.#release = endWithThisProcess(this.#child.pid);
  }

  get stdio() {
    return this.#child.stdio;
  }

  /** Rejects when the program ends, or where it cannot be started. */
  failure() {
    const { spawnfile } = this.#child;
    return new Promise((_, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code, signal) => reject(new Error(`${spawnfile} ended with ${code ?? signal}`)));
    });
  }

  /** Resolves when nothing of the group is left. */
  async end() {
    this.#release();
    for (let waits = 0; signalGroup(this.#child.pid, waits < 100 ? "SIGTERM" : "SIGKILL"); waits++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Ends the group that the process `pid` heads when this process ends, by a signal too; until the function returned is called. */
export function endWithThisProcess(pid) {
  exitOnSignals();
  const end = () => signalGroup(pid, "SIGTERM");
  process.once("exit", end);
  return () => process.off("exit", end);
}

/** Whether there was anybody to signal. */
function signalGroup(pid, name) {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, name);
  } catch {
    return false;
  }
}

let exitsOnSignals = false;

/** Without a listener a signal ends this process before its `exit` event. */
function exitOnSignals() {
  if (exitsOnSignals) return;
  exitsOnSignals = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
}
