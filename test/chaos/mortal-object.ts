import { Served } from "../runtimes/served.ts";

/** A lobby in a Durable Object that can be made to die: without a word, with all that was in memory and under way, and with its connections. */
export class MortalObject {
  deaths = 0;
  readonly #served: Served;

  private constructor(served: Served) {
    this.#served = served;
  }

  static async start(): Promise<MortalObject> {
    return new MortalObject(await Served.start("workerd", new URL("servers/worker.ts", import.meta.url)));
  }

  get url(): string {
    return this.#served.url;
  }

  async kill(): Promise<void> {
    const { ok } = await fetch(`${this.url}/lobby`, { method: "DELETE" });
    if (ok) this.deaths += 1;
  }

  end(): Promise<void> {
    return this.#served.end();
  }
}
