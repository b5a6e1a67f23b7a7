import type { Entry } from "@ws-chat/protocol";
import type { Saying } from "./converse.ts";

/** The lobby of a chat in another process, from the server's side. */
export class RemoteLobby {
  readonly #url: string;

  /** `url` is the server's, without a path. */
  constructor(url: string) {
    this.#url = `${url}/lobby`;
  }

  /** Has it say them. Rejects where it may not have said them all. */
  async say(sayings: readonly Saying[]): Promise<number> {
    const answer = await fetch(this.#url, { method: "POST", body: JSON.stringify(sayings) });
    if (!answer.ok) throw new Error(`the server answered with ${answer.status}`);
    return (await answer.json()) as number;
  }

  /** All that its log has. */
  async stored(): Promise<readonly Entry[]> {
    return (await fetch(this.#url)).json() as Promise<readonly Entry[]>;
  }
}
