import { HttpPeer } from "./http-peer.ts";
import type { Peer } from "./peer.ts";
import { SocketPeer } from "./socket-peer.ts";

/** What frames go by; the scheme of a URL says which. */
export type Transport = "websocket" | "http";

export function transportOf(url: string): Transport {
  return url.startsWith("ws") ? "websocket" : "http";
}

/** Connects to the chat at `url` by its transport. */
export async function connect(url: string): Promise<Peer> {
  return transportOf(url) === "websocket" ? SocketPeer.connect(url) : new HttpPeer(url);
}
