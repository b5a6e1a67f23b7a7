import { Peer } from "./peer.ts";

/** The connections of one check, which all end with it. */
export class Visit {
  readonly url: string;
  readonly #peers: Peer[];

  /** To the chat at `url`, `ws:` or `wss:`. */
  constructor(url: string, peers: Peer[] = []) {
    this.url = url;
    this.#peers = peers;
  }

  /** The same visit, of another room. */
  of(room: string): Visit {
    return new Visit(`${this.url}?room=${encodeURIComponent(room)}`, this.#peers);
  }

  /** Connects as {@link Peer.connect} does. */
  async connect(...how: readonly [language?: string, headers?: Readonly<Record<string, string>>]): Promise<Peer> {
    const peer = await Peer.connect(this.url, ...how);
    this.#peers.push(peer);
    return peer;
  }

  async end(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.drop()));
  }
}
