import type { Opening, Socket } from "@ws-chat/server";
import { createEndpoint, type EndpointOptions, languageOf, type Upgrade } from "@ws-chat/server/adapter";
import {
  FirstContact,
  isRoomName,
  nobody,
  privateRoomOf,
  roomIn,
  visitorId,
  type Whereabouts,
} from "@ws-chat/server/host";
import type { Context, Handler } from "hono";
import type { ChatRoomObject } from "./chat-room.ts";
import { forwarded } from "./forwarding.ts";
import { closeBack, objectSocket } from "./object-socket.ts";
import { objectOf } from "./rooms.ts";
import { type ObjectNamespace, socketPair, switchTo } from "./workers.ts";

export interface ChatHandlerOptions extends Pick<EndpointOptions, "origins" | "onRefusedOrigin"> {
  /** How long who names no room may take to say hello; others have `limits.helloMs` of the chat. @default 5000 */
  readonly helloMs?: number;
}

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
  const { origins, onRefusedOrigin, helloMs } = options;
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

  return async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const asked: Upgrade = {
      url: pathname + search,
      header: (name) => c.req.header(name),
      address: c.req.header("cf-connecting-ip"),
      onLoopback: false,
    };
    const { method, raw } = c.req;
    const isUpgrade = asked.header("upgrade")?.toLowerCase() === "websocket";
    if (!isUpgrade && method !== "POST") return endpoint.answer({ ...asked, method, body: raw.body });
    const door = new Door();
    admitted = undefined;
    endpoint.judge(asked)(door);
    // The cast: the call above may have set it.
    const opening = admitted as Opening | undefined;
    if (!opening) return isUpgrade ? door.shut(asked) : endpoint.answer({ ...asked, method, body: raw.body });
    const namespace = namespaceOf(c);
    const room = roomIn(asked.url);
    if (room !== undefined) {
      return writable(await objectOf(namespace, isRoomName(room) ? room : nowhere).fetch(forwarded(raw, opening)));
    }
    if (isUpgrade && opening.language !== "text") return sendAway(namespace, opening, helloMs);
    // Requests one by one are sent away by any object. A text client says no hello, and its room is nobody's to come back to.
    return writable(await namespace.get(namespace.newUniqueId() as never).fetch(forwarded(raw, opening)));
  };
}

/** Middleware may write headers to it, which to an object's own answer it cannot. */
function writable(answer: Response): Response {
  return new Response(answer.body, answer);
}

/** What is done to an upgrade before it is known whether it needs a socket. */
class Door implements Socket {
  readonly bufferedBytes = 0;
  #closing: readonly [code: number, reason: string] = [1011, ""];

  send(): void {}
  terminate(): void {}
  close(...closing: readonly [code: number, reason: string]): void {
    this.#closing = closing;
  }

  /** Opens the connection, since a page could not read an answer, and closes it. */
  shut({ header }: Upgrade): Response {
    const { client, server } = socketPair();
    server.accept();
    server.close(...this.#closing);
    return switchTo(client, languageOf(header("sec-websocket-protocol")));
  }
}

function sendAway(namespace: ObjectNamespace, opening: Opening, helloMs: number | undefined): Response {
  const { client, server } = socketPair();
  server.accept();
  async function locate(hello: Parameters<ChatRoomObject["locate"]>[1]): Promise<Whereabouts> {
    // Asked is the room that a visitor would have, so that it is awake when they come.
    const first = privateRoomOf({ id: visitorId(hello.secret) });
    return objectOf(namespace, first).locate(opening, hello);
  }
  const contact = new FirstContact(objectSocket(server), locate, helloMs);
  server.addEventListener("message", ({ data }) => contact.receive(data));
  server.addEventListener("close", ({ code }) => {
    contact.closed();
    closeBack(server, code);
  });
  return switchTo(client, opening.language);
}
