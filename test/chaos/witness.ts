import type { ChatClient, ChatClientEvents, Snapshot } from "@ws-chat/client";

/** Watches a client as a page does, and remembers what no page may ever be shown. */
export class Witness {
  /** What the `message` event told, in order. */
  readonly told: ChatClientEvents["message"][] = [];
  /** Sentences about snapshots that contradict the guarantees; a correct client makes none. */
  readonly complaints = new Set<string>();
  /** How the client was connected, at one time or another. */
  readonly transports = new Set<Snapshot["transport"]>();
  readonly client: ChatClient;

  constructor(client: ChatClient) {
    this.client = client;
    client.on("message", (event) => this.told.push(event));
    client.on("error", (error) => this.complaints.add(`error event: ${error.code}`));
    client.subscribe(() => this.#judge(client.getSnapshot()));
  }

  /** Resolves with the first snapshot, from now on, of which `isSo` holds. */
  async until(isSo: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    const found = Promise.withResolvers<Snapshot>();
    const look = (): void => {
      const snapshot = this.client.getSnapshot();
      if (isSo(snapshot)) found.resolve(snapshot);
    };
    const stop = this.client.subscribe(look);
    look();
    return found.promise.finally(stop);
  }

  #judge({ items, transport }: Snapshot): void {
    if (transport) this.transports.add(transport);
    const keys = new Set<string>();
    let last = 0;
    for (const item of items) {
      if (keys.has(item.key)) this.complaints.add(`${item.key} is shown twice`);
      keys.add(item.key);
      if (item.type === "gap") this.complaints.add("there is a gap");
      else if (item.message.seq !== undefined) {
        if (item.message.seq <= last) this.complaints.add(`${item.message.seq} stands after ${last}`);
        last = item.message.seq;
      } else if (!item.streaming && item.delivery?.state === "failed") {
        this.complaints.add(`a message failed: ${item.delivery.code}`);
      }
    }
  }
}

/** The texts of all messages shown, in order. */
export function textsOf({ items }: Snapshot): string[] {
  return items.flatMap((item) => (item.type === "message" ? [item.message.text] : []));
}
