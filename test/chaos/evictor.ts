import type { ChatClient } from "@ws-chat/client";
import type { Workerd } from "../cloudflare/workerd.ts";

/**
 * Puts a Worker's objects out of memory while a client speaks with them. The runtime lets nothing through to an object until it is out, so
 * nobody may be about to say hello then: that is waited for.
 */
export class Evictor {
  evictions = 0;
  readonly #workerd: Workerd;
  #eviction: Promise<void> | undefined;

  constructor(workerd: Workerd) {
    this.#workerd = workerd;
  }

  /** Resolves when no eviction is under way. */
  async done(): Promise<void> {
    await this.#eviction;
  }

  /** Begins, unless one is under way or the client is not welcomed yet. */
  evict(client: ChatClient | undefined): void {
    if (this.#eviction || client?.getSnapshot().status.state !== "online") return;
    this.#eviction = this.#workerd.evictAll().then(() => {
      this.evictions += 1;
      this.#eviction = undefined;
    });
  }
}
