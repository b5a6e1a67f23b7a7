import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Chat, createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterAll, beforeAll } from "vitest";
import { Proxy } from "./proxy.ts";
import type { ProxyName } from "./proxy-kinds.ts";

/** Says of each visitor where they come from. */
const who = { authenticate: ({ ip = "" }) => ({ id: "somebody", name: ip }) };
const trust: Readonly<Record<string, boolean | number>> = { "/trusting": true, "/trusting-two": 2 };

/** What proxies lead to. */
export interface Site {
  readonly port: number;
}

/**
 * A site for as long as the tests of a file run: a brisk chat at `/websocket`, `own` at their paths, and chats that believe one proxy, two
 * or none about who comes.
 */
export function servedSite(answer: RequestListener, own: Readonly<Record<string, Chat>>): Site {
  const chats = {
    "/websocket": createChat({ limits: { rate: { perSecond: 300, burst: 20 } } }),
    "/trusting": createChat(who),
    "/trusting-two": createChat(who),
    "/wary": createChat(who),
    ...own,
  };
  const server = createServer(answer);
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    for (const [path, chat] of Object.entries(chats)) {
      attachChat(server, chat, { path, trustProxy: trust[path] ?? false, onRefusedOrigin() {} });
    }
  });
  afterAll(async () => {
    await Proxy.endAll();
    await Promise.all(Object.values(chats).map((chat) => chat.close()));
    server.close().closeAllConnections();
  });
  return {
    get port() {
      // The cast: a server that listens on a TCP port has such an address.
      return (server.address() as AddressInfo).port;
    },
  };
}

/** A proxy before `site`, whose certificate this process believes from now on. */
export async function trustedProxy(name: ProxyName, site: Site): Promise<Proxy> {
  const proxy = await Proxy.start(name, { app: site.port });
  setDefaultCACertificates([...getCACertificates("default"), proxy.certificate]);
  return proxy;
}
