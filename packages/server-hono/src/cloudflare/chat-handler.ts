import type { Opening, Socket } from "@ws-chat/server";
import {
  createEndpoint,
  type EndpointOptions,
  languageOf,
  type Upgrade,
  type UploadPath,
  uploadPathIn,
} from "@ws-chat/server/adapter";
import {
  FirstContact,
  helloIn,
  isRoomName,
  nobody,
  privateRoomOf,
  roomIn,
  visitorId,
  type Whereabouts,
} from "@ws-chat/server/host";
import type { Context, Handler } from "hono";
import { unreadBody } from "../unread-body.ts";
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
    const { protocol, pathname, search } = new URL(c.req.url);
    const asked: Upgrade = {
      url: pathname + search,
      header: (name) => c.req.header(name),
      address: c.req.header("cf-connecting-ip"),
      isSecure: protocol === "https:",
      onLoopback: false,
    };
    const { method, raw } = c.req;
    const body = unreadBody(c);
    const isUpgrade = asked.header("upgrade")?.toLowerCase() === "websocket";
    const path = isUpgrade ? undefined : uploadPathIn(asked.url);
    if (!isUpgrade && !needsObject(method, path)) return endpoint.answer({ ...asked, method, body });
    const door = new Door();
    admitted = undefined;
    // A file is given to any page that has its link.
    endpoint.judge(path?.wants === "get" ? withoutOrigin(asked) : asked)(door);
    // The cast: the call above may have set it.
    const opening = admitted as Opening | undefined;
    if (!opening) return isUpgrade ? door.shut(asked) : endpoint.answer({ ...asked, method, body });
    const namespace = namespaceOf(c);
    if (path?.wants === "get") return writable(await readingObject(namespace, path.id).fetch(forwarded(raw, opening)));
    const room = roomIn(asked.url) ?? (path && (await roomOfBringer(namespace, opening, asked)));
    if (room !== undefined) {
      return writable(await objectOf(namespace, isRoomName(room) ? room : nowhere).fetch(forwarded(raw, opening)));
    }
    if (isUpgrade && opening.language !== "text") return sendAway(namespace, opening, helloMs);
    // Requests one by one are sent away by any object. A text client says no hello, and its room is nobody's to come back to.
    return writable(await namespace.get(namespace.newUniqueId() as never).fetch(forwarded(raw, opening)));
  };
}

/** Whether it takes an object to answer a request. Anybody can make up links, and none shall wake for a file that cannot be. */
function needsObject(method: string, path: UploadPath | undefined): boolean {
  return path?.wants === "get" ? /^(GET|HEAD)$/.test(method) : path?.wants !== "nothing" && method === "POST";
}

/** An upgrade or request as if no page had asked. */
function withoutOrigin(asked: Upgrade): Upgrade {
  return { ...asked, header: (name) => (name === "origin" ? undefined : asked.header(name)) };
}

/**
 * An object to give a file out: its link does not tell the room. There are 4,096 of them, by two characters of an id: links that somebody makes up
 * do not wake a new one each. No room has such a name.
 */
function readingObject(namespace: ObjectNamespace, id: string): ChatRoomObject {
  return objectOf(namespace, `\0${id.slice(-4, -2)}`);
}

/** The own room of who brings a file and named none. Who is refused is refused nowhere, too. */
async function roomOfBringer(namespace: ObjectNamespace, opening: Opening, { header }: Upgrade): Promise<string> {
  const hello = helloIn(header("authorization")) ?? {};
  const found = await whereabouts(namespace, opening, hello);
  return "room" in found ? found.room : nowhere;
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
  const contact = new FirstContact(objectSocket(server), (hello) => whereabouts(namespace, opening, hello), helloMs);
  server.addEventListener("message", ({ data }) => contact.receive(data));
  server.addEventListener("close", ({ code }) => {
    contact.closed();
    closeBack(server, code);
  });
  return switchTo(client, opening.language);
}

/** Asked is the room that a visitor would have, so that it is awake when they come; who brings a token alone, asks the same one each time. */
function whereabouts(
  namespace: ObjectNamespace,
  opening: Opening,
  hello: Omit<Parameters<ChatRoomObject["locate"]>[1], "type">,
): Promise<Whereabouts> {
  const first = privateRoomOf({ id: visitorId(hello.secret ?? hello.token) });
  return objectOf(namespace, first).locate(opening, { ...hello, type: "hello" });
}
