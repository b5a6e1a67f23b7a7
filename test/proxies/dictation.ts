import type { ChatClient, Item } from "@ws-chat/client";
import { until } from "./talk.ts";

/** A reply whose words are said one by one, each when its reader has the one before. */
export class Dictation {
  static readonly #all = new Map<string, Dictation>();
  readonly client: ChatClient;
  readonly #name = `dictation ${Dictation.#all.size + 1}`;
  #text = "";
  #next = Promise.withResolvers<string | undefined>();

  private constructor(client: ChatClient) {
    this.client = client;
    Dictation.#all.set(this.#name, this);
  }

  /** The one that a message asks for. */
  static named(name: string): Dictation {
    const dictation = Dictation.#all.get(name);
    if (!dictation) throw new Error(`nobody dictates ${name}`);
    return dictation;
  }

  static async begin(client: ChatClient): Promise<Dictation> {
    const dictation = new Dictation(client);
    await client.send(dictation.#name);
    return dictation;
  }

  /** What the chat answers. */
  async *words(): AsyncGenerator<string, void> {
    for (;;) {
      const word = await this.#next.promise;
      if (word === undefined) return;
      this.#next = Promise.withResolvers();
      yield word;
    }
  }

  /** Says so many words more. @returns how long after it was said each was read, in ms. */
  async delays(count: number): Promise<number[]> {
    const delays: number[] = [];
    for (let at = 0; at < count; at += 1) {
      const word = `${this.#text.split(" ").length} `;
      this.#text += word;
      const start = performance.now();
      this.#next.resolve(word);
      await this.#reads(true);
      delays.push(performance.now() - start);
    }
    return delays;
  }

  /** Ends the reply, and sees that its reader has all of it, once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#next.resolve(undefined);
    await this.#reads(false);
  }

  #reads(streaming: boolean): Promise<void> {
    const isIt = (item: Item): boolean =>
      item.type === "message" && !item.delivery && item.streaming === streaming && item.message.text === this.#text;
    return until(this.client, ({ items }) => items.length === 2 && items.some(isIt));
  }
}
