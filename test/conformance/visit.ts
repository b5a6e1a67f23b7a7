import type { Asking } from "./ask.ts";
import { connect } from "./connect.ts";
import { Exchange } from "./exchange.ts";
import type { Peer } from "./peer.ts";
import { SocketPeer } from "./socket-peer.ts";

/** The connections of one check, which all end with it. */
export class Visit {
  readonly url: string;
  readonly #peers: Peer[];

  /** To the chat at `url`: `ws:` or `wss:` by WebSocket, `http:` or `https:` by HTTP. */
  constructor(url: string, peers: Peer[] = []) {
    this.url = url;
    this.#peers = peers;
  }

  /** The same visit, of another room. */
  of(room: string): Visit {
    return this.at(`?room=${encodeURIComponent(room)}`);
  }

  /** The same visit, of a URL that goes on so. */
  at(query: string): Visit {
    return new Visit(this.url + query, this.#peers);
  }

  connect(): Promise<Peer> {
    return this.#keep(connect(this.url));
  }

  /** Connects as {@link SocketPeer.connect} does. */
  connectSocket(...how: readonly [language?: string, headers?: Readonly<Record<string, string>>]): Promise<SocketPeer> {
    return this.#keep(SocketPeer.connect(this.url, ...how));
  }

  /** One request, whatever it is. */
  ask(asking: Asking): Promise<Exchange> {
    return this.#keep(Exchange.open(this.url.replace(/^ws/, "http"), asking));
  }

  async end(): Promise<void> {
    await Promise.all(this.#peers.map((peer) => peer.drop()));
  }

  async #keep<P extends Peer>(connecting: Promise<P>): Promise<P> {
    const peer = await connecting;
    this.#peers.push(peer);
    return peer;
  }
}
