import { setTimeout as pause } from "node:timers/promises";
import { type ChatClient, createClient, type Item, type ShownMessage } from "@ws-chat/client";
import { type Entry, limits } from "@ws-chat/protocol";
import { count, type Tally } from "../chaos/tally.ts";
import { ownStorage } from "../own-storage.ts";

/** One of many who talk. */
export class Talker {
  readonly room: string;
  /** All that it says. */
  readonly texts: readonly string[];
  readonly promised: string[] = [];
  readonly told: string[] = [];
  readonly client: ChatClient;
  readonly #allHeard = Promise.withResolvers<void>();

  constructor(name: string, { url, room, messages }: { url: string; room: string; messages: number }) {
    this.room = room;
    this.texts = Array.from({ length: messages }, (_, at) => `${name} says ${at}`);
    this.client = createClient({ url, room, storage: ownStorage(), backoff: { baseMs: 100, capMs: 2_000 } });
    this.client.on("message", ({ message }) => {
      if (message.status !== "no-reply") this.told.push(nameOf(message));
    });
  }

  /** Resolves once `isSo`, or after `patienceMs`. */
  async until(isSo: () => boolean, patienceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.client.subscribe(() => isSo() && resolve());
    if (isSo()) resolve();
    const patience = setTimeout(resolve, patienceMs);
    await promise;
    clearTimeout(patience);
    stop();
  }

  async enter(patienceMs: number): Promise<void> {
    this.client.connect();
    await this.until(() => this.client.getSnapshot().status.state === "online", patienceMs);
  }

  /** Says all, about one in `gapMs`, without waiting for what becomes of it. */
  async talk(gapMs: number, random: () => number): Promise<void> {
    for (const text of this.texts) {
      await pause(random() * 2 * gapMs);
      void this.client.send(text).then(
        (message) => this.#settle(message.text),
        (error) => this.#settle(`not ${text}: ${error.message}`),
      );
    }
  }

  /** Resolves once all is stored, or after `patienceMs`. */
  async isHeard(patienceMs: number): Promise<void> {
    await Promise.race([this.#allHeard.promise, pause(patienceMs, undefined, { ref: false })]);
  }

  /** Asks again for answers that were given up, as a person would. */
  retryAll(): void {
    for (const item of this.client.getSnapshot().items) {
      if (item.type === "message" && item.message.status === "no-reply") this.client.retry(item.message.id);
    }
  }

  /** What became of it, beside what its room's log has. */
  async judge(entries: readonly Entry[]): Promise<Readonly<Record<string, Tally>>> {
    const { client } = this;
    while (client.getSnapshot().status.state === "online" && client.getSnapshot().history === "more") {
      await client.loadHistory();
    }
    const { items, user } = client.getSnapshot();
    const own = entries.filter(({ from }) => from.id === user?.id).map(({ text }) => text);
    // A note that an answer was given up is shown only until there is one.
    const names = entries.filter(({ status }) => status !== "no-reply").map(nameOf);
    const told = count(names, this.told);
    return {
      "up, in the log": count(this.texts, own),
      // A repeat is acknowledged at once, also before one that is still on its way.
      "up, by the promises of send()": { ...count(this.texts, this.promised), outOfOrder: 0 },
      "down, as shown": count(names, items.flatMap(nameOfItem)),
      // Who was away for longer than a replay gets the rest as history, of which no event tells.
      "down, as told by message events": entries.length <= limits.replayEntries ? told : { ...told, lost: 0 },
    };
  }

  #settle(text: string): void {
    this.promised.push(text);
    if (this.promised.length === this.texts.length) this.#allHeard.resolve();
  }
}

function nameOfItem(item: Item): string[] {
  if (item.type === "gap") return [item.key];
  return item.message.status === "no-reply" ? [] : [nameOf(item.message)];
}

function nameOf({ seq, id, from, text }: Pick<ShownMessage, "seq" | "id" | "from" | "text">): string {
  return `${seq} ${from.id} ${id} ${text}`;
}
