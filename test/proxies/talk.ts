import { type ChatClient, createClient as createAnyClient, type Snapshot } from "@ws-chat/client";
import { type ExpectStatic, onTestFinished } from "vitest";
import { ownStorage } from "../own-storage.ts";

/** How many messages are on their way at any time. */
const atOnce = 8;

/** A visitor who does not stop talking to a chat that echoes. */
export class Talk {
  readonly #client: ChatClient;
  readonly #said: string[] = [];
  readonly #talking: Promise<unknown>;
  #isOver = false;
  /** How often the connection was lost. */
  losses = 0;
  readonly isLost: Promise<void>;

  private constructor(client: ChatClient) {
    this.#client = client;
    this.isLost = new Promise((resolve) => {
      client.on("status", ({ state }) => {
        if (state === "online") this.losses += 1;
        else resolve();
      });
    });
    this.#talking = Promise.all(Array.from({ length: atOnce }, () => this.#goOn()));
  }

  static async begin(url: string, createClient?: CreateClient): Promise<Talk> {
    const client = visitor(url, createClient);
    await until(client, ({ status }) => status.state === "online");
    const talk = new Talk(client);
    await talk.goesOn();
    return talk;
  }

  /** Resolves when so much more was said that some of it was on its way at any moment since. */
  async goesOn(): Promise<void> {
    const last = `Server echoed: ${this.#said.length + 2 * atOnce}`;
    await until(this.#client, (snapshot) => texts(snapshot).includes(last));
  }

  /** Each message is there once, in its order, and each has its answer once; and so it ends, still by `transport`. */
  async end(expect: ExpectStatic, transport: Snapshot["transport"] = "websocket"): Promise<void> {
    expect(this.#client.getSnapshot().transport).toBe(transport);
    this.#isOver = true;
    await this.#talking;
    const echoes = this.#said.map((text) => `Server echoed: ${text}`);
    await until(this.#client, (snapshot) => texts(snapshot).length >= 2 * this.#said.length);
    const shown = texts(this.#client.getSnapshot());
    expect(shown.filter((text) => !echoes.includes(text))).toEqual(this.#said);
    expect(shown.filter((text) => echoes.includes(text)).toSorted()).toEqual(echoes.toSorted());
    this.#client.disconnect();
  }

  async #goOn(): Promise<void> {
    while (!this.#isOver) {
      const text = String(this.#said.length + 1);
      this.#said.push(text);
      await this.#client.send(text);
    }
  }
}

type CreateClient = typeof createAnyClient;

/** Somebody who comes for the first time, and leaves with the test. */
export function visitor(url: string, createClient: CreateClient = createAnyClient): ChatClient {
  const client = createClient({ url, storage: ownStorage(), backoff: { baseMs: 20, capMs: 200 } });
  onTestFinished(() => client.disconnect());
  client.connect();
  return client;
}

export function until(client: ChatClient, isSo: (snapshot: Snapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => void (isSo(client.getSnapshot()) && (stop(), resolve()));
    const stop = client.subscribe(look);
    look();
  });
}

export function texts({ items }: Snapshot): string[] {
  return items.flatMap((item) => (item.type === "message" ? [item.message.text] : []));
}
