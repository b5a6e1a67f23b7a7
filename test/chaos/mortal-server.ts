import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Entry } from "@ws-chat/protocol";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { entriesOf } from "./chat-server.ts";
import type { Saying } from "./converse.ts";

/** A server on a SQLite file, in a process of its own that can be killed and comes back on the same port. */
export class MortalServer {
  kills = 0;
  /** Deaths that nobody asked for. */
  crashes = 0;
  readonly #file: string;
  #port = 0;
  #calls = 0;
  #child: Promise<ChildProcess>;

  private constructor(file: string) {
    this.#file = file;
    this.#child = this.#start();
  }

  static async start(file: string): Promise<MortalServer> {
    const server = new MortalServer(file);
    await server.#child;
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** SIGKILL, and a new process in its place. */
  async kill(): Promise<void> {
    this.kills += 1;
    const dying = this.#child;
    this.#child = dying.then(end).then(() => this.#start());
    await this.#child;
  }

  /** Has it say them in the lobby. Rejects where it dies over that. */
  async say(sayings: readonly Saying[]): Promise<number> {
    const child = await this.#child;
    const call = ++this.#calls;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const answered = (answer: { call?: number; seq: number }): void => {
      if (answer.call === call) resolve(answer.seq);
    };
    const died = (): void => reject(new Error("the process died"));
    child.on("message", answered);
    child.once("exit", died);
    child.send({ call, sayings }, (error) => error && died());
    return promise.finally(() => child.off("message", answered).off("exit", died));
  }

  /** What the lobby's log has, read when nobody else can write to it any more. */
  async stored(): Promise<readonly Entry[]> {
    await this.end();
    const log = await createSqliteLog({ file: this.#file });
    try {
      return await entriesOf(log, "lobby");
    } finally {
      await log.close();
    }
  }

  async end(): Promise<void> {
    await end(await this.#child);
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(new URL("mortal-server-process.ts", import.meta.url), [this.#file, String(this.#port)], {
      execArgv: ["--conditions=@ws-chat/source", "--no-warnings"],
    });
    const exited = once(child, "exit").then(([code]) => {
      throw new Error(`the server ended with ${code} before it listened`);
    });
    const [{ port }] = await Promise.race([once(child, "message"), exited]);
    exited.catch(() => {
      if (child.killed) return;
      this.crashes += 1;
      this.#child = this.#start();
    });
    this.#port = port;
    return child;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
