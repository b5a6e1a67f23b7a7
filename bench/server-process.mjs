import { fork } from "node:child_process";
import { once } from "node:events";

/** One of the servers compared, in a process of its own: its port, and what the operating system says it has used. */
export class ServerProcess {
  #child;

  static async start(name) {
    const self = new ServerProcess();
    self.#child = fork(new URL(`servers/${name}.mjs`, import.meta.url));
    [self.port] = await once(self.#child, "message");
    return self;
  }

  /** CPU time used so far, user and system, in microseconds. */
  async cpuMicros() {
    const answer = once(this.#child, "message");
    this.#child.send("cpu");
    return (await answer)[0];
  }

  async stop() {
    this.#child.kill();
    await once(this.#child, "exit");
  }
}
