import type { Frame } from "./inbox.ts";

/** A send on its way: its number in the conversation, and what has come of it. */
interface Sent {
  readonly n: number;
  readonly id: unknown;
  readonly answer: PromiseWithResolvers<Frame | undefined>;
}

/** The sends of one request. */
export interface Numbered {
  /** As they go out. */
  readonly texts: readonly string[];
  readonly isGoneBack: boolean;
  /** What a client on a WebSocket would be told now; `undefined` where that has to wait for the entry. */
  answered(frame: Frame): Frame | undefined;
  /** The answer is over. @returns the number of a send of which nothing is known. */
  end(): number | undefined;
}

/** Sends of a conversation by HTTP, whose numbers begin anew with each request, and whose entries come elsewhere. */
export class Sends {
  /** Of those before the request under way. */
  #settled = 0;
  #acknowledged: Sent[] = [];

  number(texts: readonly string[]): Numbered {
    const before = this.#settled;
    const sent = texts.flatMap((text) => this.#sentIn(text));
    const waiting = new Map(sent.map((each) => [each.n - before, each]));
    this.#acknowledged.push(...sent);
    this.#settled += sent.length;
    let goneBack: number | undefined;
    const take = (n: number): Sent | undefined => {
      const found = waiting.get(n);
      waiting.delete(n);
      return found;
    };
    return {
      texts: texts.map((text) => (isSend(text) ? text.replace(/"n":(\d+)/, (_, n) => `"n":${n - before}`) : text)),
      get isGoneBack() {
        return goneBack !== undefined;
      },
      answered: (frame) => {
        const { n } = frame;
        if ((frame.type !== "ack" && frame.type !== "nack") || typeof n !== "number") return frame;
        const answer = { ...frame, n: n + before };
        const found = take(n);
        if (frame.type === "nack" && frame["retryMs"] !== undefined) {
          goneBack = n;
          this.#settled = before + n - 1;
        }
        const isDelivered = frame.type === "ack" && frame["dup"] !== true && found !== undefined;
        if (!isDelivered && found) this.#forget(found);
        found?.answer.resolve(isDelivered ? answer : undefined);
        return isDelivered ? undefined : answer;
      },
      end: () => {
        const lost = [...waiting].find(([n]) => goneBack === undefined || n < goneBack);
        for (const each of waiting.values()) {
          this.#forget(each);
          each.answer.resolve(undefined);
        }
        return lost?.[1].n;
      },
    };
  }

  /** The ack that an own entry is to the one who sent it; `undefined` where it is none of ours. */
  async ackOf(entry: Frame): Promise<Frame | undefined> {
    const found = this.#acknowledged.find(({ id }) => id === entry["id"]);
    const ack = await found?.answer.promise;
    if (!found || !ack) return undefined;
    this.#forget(found);
    const isSame = ack["seq"] === entry["seq"] && ack["ts"] === entry["ts"];
    return isSame ? ack : { type: `ack ${JSON.stringify(ack)} of another entry, ${JSON.stringify(entry)}` };
  }

  #sentIn(text: string): Sent[] {
    if (!isSend(text)) return [];
    const { n, id } = JSON.parse(text) as { n?: unknown; id?: unknown };
    return typeof n === "number" ? [{ n, id, answer: Promise.withResolvers<Frame | undefined>() }] : [];
  }

  #forget(sent: Sent): void {
    this.#acknowledged = this.#acknowledged.filter((each) => each !== sent);
  }
}

function isSend(text: string): boolean {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type === "send";
  } catch {
    return false;
  }
}
