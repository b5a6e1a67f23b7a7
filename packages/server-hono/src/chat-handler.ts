import type { Chat } from "@ws-chat/server";
import { createEndpoint, type EndpointOptions, type Upgrade } from "@ws-chat/server/adapter";
import type { Context, Handler } from "hono";
import type { GetConnInfo } from "hono/conninfo";
import type { UpgradeWebSocket } from "hono/ws";
import { type Corkable, honoSocketEvents } from "./hono-socket.ts";
import { prepareUpgrade } from "./prepare-upgrade.ts";
import { unreadBody } from "./unread-body.ts";
import { untimed } from "./untimed.ts";

export interface ChatHandlerOptions extends EndpointOptions {
  /** The runtime's: of `hono/bun`, `hono/deno` or `@hono/node-server`. */
  readonly upgradeWebSocket: UpgradeWebSocket;
  /** The runtime's, from where its `upgradeWebSocket` is (on Node, `@hono/node-server/conninfo`); `authenticate` gets the address. @default none */
  readonly getConnInfo?: GetConnInfo;
}

/**
 * Serves `chat` on a route: its upgrades, and the requests by which clients find out what answers there.
 * @throws {TypeError} names an option that cannot work, and the remedy.
 * @example app.all("/websocket/*", chatHandler(createChat(), { upgradeWebSocket }));
 */
export function chatHandler(chat: Chat, options: ChatHandlerOptions): Handler {
  if (typeof options?.upgradeWebSocket !== "function") {
    throw new TypeError(
      'chatHandler: upgradeWebSocket is missing; pass that of your runtime, such as import { upgradeWebSocket } from "hono/bun"',
    );
  }
  const { upgradeWebSocket, getConnInfo } = options;
  const endpoint = createEndpoint("chatHandler", chat, options, ["upgradeWebSocket", "getConnInfo"]);

  function asked(c: Context): Upgrade {
    const { protocol, pathname, search } = new URL(c.req.url);
    return {
      url: pathname + search,
      header: (name) => c.req.header(name),
      address: getConnInfo?.(c).remote.address,
      isSecure: protocol === "https:",
      onLoopback: false,
    };
  }

  async function upgrade(c: Context): Promise<Response> {
    const accept = endpoint.judge(asked(c));
    prepareUpgrade(c);
    const response = await upgradeWebSocket(() => honoSocketEvents(accept, networkOf(c)))(c, async () => {});
    return response instanceof Response ? response : c.body(null, 400);
  }

  return async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() === "websocket") return upgrade(c);
    const { method } = c.req;
    const answer = () => endpoint.answer({ ...asked(c), method, body: unreadBody(c) });
    return method === "POST" ? untimed(c, answer) : answer();
  };
}

/** What Node's server gives beside Hono's request: what the WebSocket will write to. */
function networkOf(c: Context): Corkable | undefined {
  // The cast: what `env` is depends on the runtime.
  const { incoming } = (c.env ?? {}) as { readonly incoming?: { readonly socket?: Corkable } };
  return incoming?.socket;
}
