import { type Opening } from "@ws-chat/server";
import { createEndpoint, type EndpointOptions, languageOf, type Upgrade } from "@ws-chat/server/adapter";
import { FirstContact, isRoomName, nobody, privateRoomOf, roomIn, visitorId } from "@ws-chat/server/host";
import type { Context, Handler } from "hono";
import { forwarded } from "./forwarding.ts";
import { objectSocket } from "./object-socket.ts";
import { objectOf } from "./rooms.ts";
import { type ObjectNamespace, socketPair, switchTo } from "./workers.ts";

export type ChatHandlerOptions = Pick<EndpointOptions, "origins" | "onRefusedOrigin">;

/** Nobody's room: whoever asks for it is refused there. */
const nowhere = "~";

/**
 * Serves the rooms of a namespace on a route of a Worker: it brings each upgrade to its room's object, sends who named no room to their
 * own, and answers the requests by which clients find out what is here.
 * @throws {TypeError} names an option that cannot work, and the remedy.
 * @example app.all("/websocket/*", chatHandler((c) => c.env.CHAT_ROOM));
 */
export function chatHandler(namespaceOf: (c: Context) => ObjectNamespace, options: ChatHandlerOptions = {}): Handler {
  let admitted: Opening | undefined;
  const { origins, onRefusedOrigin } = options;
  const endpoint = createEndpoint(
    "chatHandler",
    {
      accept(_, opening) {
        admitted = opening;
        return nobody;
      },
    },
    { ...(origins && { origins }), ...(onRefusedOrigin && { onRefusedOrigin }) },
  );

  function asked(c: Context): Upgrade {
    const { pathname, search } = new URL(c.req.url);
    return {
      url: pathname + search,
      header: (name) => c.req.header(name),
      address: c.req.header("cf-connecting-ip"),
      onLoopback: false,
    };
  }

  async function upgrade(c: Context): Promise<Response> {
    const { client, server } = socketPair();
    admitted = undefined;
    const upgraded = asked(c);
    const take = endpoint.judge(upgraded);
    const socket = objectSocket(server);
    take(socket);
    const opening = admitted as Opening | undefined;
    if (!opening) {
      server.accept();
      return switchTo(client, languageOf(c.req.header("sec-websocket-protocol")));
    }
    const namespace = namespaceOf(c);
    const room = roomIn(upgraded.url);
    if (room !== undefined)
      return objectOf(namespace, isRoomName(room) ? room : nowhere).fetch(forwarded(c.req.raw, opening));
    // A text client says no hello, and its room is nobody's to come back to.
    if (opening.language === "text")
      return namespace.get(namespace.newUniqueId() as never).fetch(forwarded(c.req.raw, opening));
    server.accept();
    const contact = new FirstContact(socket, async (hello) => {
      // Asked is the room that a visitor would have, so that it is awake when they come.
      const first = privateRoomOf({ id: await visitorId(hello.secret) });
      return objectOf(namespace, first).locate(opening, hello);
    });
    server.addEventListener("message", ({ data }) => contact.receive(data));
    server.addEventListener("close", () => contact.closed());
    return switchTo(client, opening.language);
  }

  return async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() === "websocket") return upgrade(c);
    return endpoint.answer({ ...asked(c), method: c.req.method, body: c.req.raw.body });
  };
}
