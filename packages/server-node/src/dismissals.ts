import type { WebSocket } from "ws";

/** How long a peer that was refused may take, at the least, to answer the close; at the most it is twice that. */
const farewellMs = 1_000;

/** Sockets that were refused. Nobody counts them, so they may not linger: `ws` by itself would wait 30 s for each. */
export class Dismissals {
  #fresh: WebSocket[] = [];
  #stale: WebSocket[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(webSocket: WebSocket): void {
    this.#fresh.push(webSocket);
    this.#timer ??= setInterval(() => this.#turn(), farewellMs).unref();
  }

  #turn(): void {
    for (const webSocket of this.#stale) webSocket.terminate();
    [this.#stale, this.#fresh] = [this.#fresh, []];
    if (this.#stale.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
