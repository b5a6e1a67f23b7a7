import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { arrivalsOf } from "./answer.ts";
import { type Asking, ask } from "./ask.ts";
import { type Arrival, Inbox } from "./inbox.ts";
import type { Peer } from "./peer.ts";

/** One request, and what has come of its answer and was not looked at yet. */
export class Exchange implements Peer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly #end: AbortController;
  readonly #inbox = new Inbox();

  private constructor(response: IncomingMessage, end: AbortController) {
    this.status = response.statusCode;
    this.headers = response.headers;
    this.#end = end;
    void this.#read(response);
  }

  static async open(url: string, asking: Omit<Asking, "signal">): Promise<Exchange> {
    const end = new AbortController();
    return new Exchange(await ask(url, { ...asking, signal: end.signal }), end);
  }

  next(): Promise<Arrival | undefined> {
    return this.#inbox.next();
  }

  peek(ms?: number): Promise<Arrival | undefined> {
    return this.#inbox.peek(ms);
  }

  /** All that there is until the answer ends. */
  async rest(): Promise<Arrival[]> {
    const arrivals: Arrival[] = [];
    for (;;) {
      const arrival = await this.next();
      if (!arrival) throw new Error(`the answer does not end: ${JSON.stringify(arrivals)}`);
      arrivals.push(arrival);
      if ("closed" in arrival) return arrivals;
    }
  }

  send(): void {
    throw new TypeError("a request says all it has to say at once");
  }

  pause(): void {}
  resume(): void {}

  async drop(): Promise<void> {
    this.#end.abort();
  }

  async #read(response: IncomingMessage): Promise<void> {
    for await (const arrival of arrivalsOf(response)) this.#inbox.put(arrival);
  }
}
