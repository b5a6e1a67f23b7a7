import { setTimeout as pause } from "node:timers/promises";
import { type ChatClient, createClient, type ShownMessage } from "@ws-chat/client";
import type { Entry } from "@ws-chat/protocol";
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

  constructor(name: string, { url, room, messages }: { url: string; room: string; messages: number }) {
    this.room = room;
    this.texts = Array.from({ length: messages }, (_, at) => `${name} says ${at}`);
    this.client = createClient({ url, room, storage: ownStorage(), backoff: { baseMs: 100, capMs: 2_000 } });
    this.client.on("message", ({ message }) => this.told.push(nameOf(message)));
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

  /** Says all, about one in `gapMs`. Resolves once all is stored, or `patienceMs` after the last. */
  async talk({
    gapMs,
    patienceMs,
    random,
  }: {
    gapMs: number;
    patienceMs: number;
    random: () => number;
  }): Promise<void> {
    const sends: Promise<unknown>[] = [];
    for (const text of this.texts) {
      await pause(random() * 2 * gapMs);
      const send = this.client.send(text).then(
        (message) => this.promised.push(message.text),
        (error) => this.promised.push(`not ${text}: ${error.message}`),
      );
      sends.push(send);
    }
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([Promise.all(sends), pause(patienceMs, undefined, { signal }).catch(() => {})]);
    patience.abort();
  }

  /** What became of it, beside what its room's log has. */
  async judge(entries: readonly Entry[]): Promise<Readonly<Record<string, Tally>>> {
    const { client } = this;
    while (client.getSnapshot().status.state === "online" && client.getSnapshot().history === "more") {
      await client.loadHistory();
    }
    const { items, user } = client.getSnapshot();
    const own = entries.filter(({ from }) => from.id === user?.id).map(({ text }) => text);
    const names = entries.map(nameOf);
    return {
      "up, in the log": count(this.texts, own),
      "up, by the promises of send()": count(this.texts, this.promised),
      "down, as shown": count(
        names,
        items.map((item) => (item.type === "message" ? nameOf(item.message) : item.key)),
      ),
      "down, as told by message events": count(names, this.told),
    };
  }
}

function nameOf({ seq, id, from, text }: Pick<ShownMessage, "seq" | "id" | "from" | "text">): string {
  return `${seq} ${from.id} ${id} ${text}`;
}
