import type { Entry } from "@ws-chat/protocol";
import type { Signal, Subscriber, Watcher } from "./log.ts";
import type { LinkedNode, RedisNode } from "./redis-client.ts";
import { type LinkTimes, RedisLink } from "./redis-link.ts";

/** How many channels one command subscribes to, so that none is long. */
const step = 1_000;

/** Who hears what is published on a channel. */
interface Hearer extends Subscriber {
  readonly changed?: Watcher;
}

interface Followed {
  /** Replaced, never changed, so that a delivery under way goes to those who were there when it began. */
  subscribers: readonly Hearer[];
  /** Redis has confirmed the channel, on the connection of that time. */
  active: Promise<void>;
  /** `seq` of the last entry delivered. */
  newest: number;
}

export interface SubscriberOptions {
  readonly open: () => Promise<LinkedNode>;
  readonly times: LinkTimes;
  readonly logger: Pick<Console, "error">;
  readonly onChange: (error: Error | undefined) => void;
}

/** One connection for all that is followed. A channel is subscribed to as long as somebody follows it. */
export class RedisSubscriber {
  readonly #channels = new Map<string, Followed>();
  readonly #link: RedisLink<LinkedNode>;
  readonly #logger: SubscriberOptions["logger"];

  constructor({ open, times, logger, onChange }: SubscriberOptions) {
    this.#logger = logger;
    this.#link = new RedisLink({
      open,
      times,
      onUp: ({ node }) => this.#resubscribe(node),
      onChange: (error) => {
        onChange(error);
        if (!error) this.tellLost();
      },
    });
  }

  start(): Promise<void> {
    return this.#link.start();
  }

  async subscribe(channel: string, subscriber: Hearer): Promise<() => void> {
    const { node } = this.#link.connection;
    const followed = this.#channels.get(channel) ?? {
      subscribers: [],
      active: node.subscribe(channel, this.#deliver),
      newest: 0,
    };
    this.#channels.set(channel, followed);
    followed.subscribers = [...followed.subscribers, subscriber];
    const leave = (): void => this.#leave(channel, followed, subscriber);
    try {
      await followed.active;
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  close(): void {
    this.#channels.clear();
    this.#link.close();
  }

  readonly #deliver = (message: string, channel: string): void => {
    const followed = this.#channels.get(channel);
    if (!followed) return;
    const { subscribers } = followed;
    // What a subscriber throws would reach the client's parser, which then loses its place in the stream.
    try {
      deliver(message, followed);
    } catch (error) {
      this.#logger.error("ws-chat: a delivery from Redis failed:", error);
      for (const subscriber of subscribers) subscriber.lost();
    }
  };

  #leave(channel: string, followed: Followed, subscriber: Hearer): void {
    if (!followed.subscribers.includes(subscriber)) return;
    followed.subscribers = followed.subscribers.filter((one) => one !== subscriber);
    if (followed.subscribers.length > 0 || this.#channels.get(channel) !== followed) return;
    this.#channels.delete(channel);
    if (this.#link.isUp) void this.#link.connection.node.unsubscribe(channel, this.#deliver).catch(() => {});
  }

  async #resubscribe(node: RedisNode): Promise<void> {
    const channels = [...this.#channels.keys()];
    for (let at = 0; at < channels.length; at += step) {
      await node.subscribe(channels.slice(at, at + step), this.#deliver);
    }
  }

  /** Whatever was published while there was no connection is missing. */
  tellLost(): void {
    for (const { subscribers } of this.#channels.values()) {
      for (const subscriber of subscribers) subscriber.lost();
    }
  }
}

function deliver(message: string, followed: Followed): void {
  const { subscribers } = followed;
  // The casts: the scripts and `signal` published it.
  if (message.startsWith("e")) {
    const entries = JSON.parse(message.slice(1)) as Entry[];
    // Each is published once and in order, so this Redis is another one, or has lost its end.
    if ((entries[0]?.seq ?? 0) <= followed.newest) for (const subscriber of subscribers) subscriber.lost();
    followed.newest = entries.at(-1)?.seq ?? 0;
    for (const entry of entries) for (const subscriber of subscribers) subscriber.entry(entry);
  } else if (message.startsWith("s")) {
    const signal = JSON.parse(message.slice(1)) as Signal;
    for (const subscriber of subscribers) subscriber.signal(signal);
  } else if (message.startsWith("r")) {
    for (const subscriber of subscribers) subscriber.changed?.(message.slice(1));
  } else for (const subscriber of subscribers) subscriber.lost();
}
