import { subprotocol } from "@ws-chat/protocol";
import type { Chat } from "../chat-types.ts";
import { closeFor } from "../connection/ending.ts";
import { answerRequest } from "../http/answer.ts";
import { answerUpload } from "../uploads/answer-upload.ts";
import { uploadPathIn } from "../uploads/upload-path.ts";
import { type Connection, nobody, type Opening, type Socket } from "../socket.ts";
import { admits, forwarded, resolveOrigins } from "./origin.ts";

/** Who may connect, wherever a chat is served. */
export interface EndpointOptions {
  /** Origins whose pages may connect, besides those of the server's own host, such as `https://shop.example`. @default [] */
  readonly origins?: readonly string[];
  /**
   * How many proxies stand before the server; `true` is one. The client's address and the host it asked for are then read from
   * `X-Forwarded-For` and `X-Forwarded-Host`. Only for a server that nobody reaches around its proxies.
   * @default false
   */
  readonly trustProxy?: boolean | number;
  /** Hears once of each origin whose page was refused. @default logs the option that would admit it */
  readonly onRefusedOrigin?: (origin: string) => void;
}

/** One upgrade, as its runtime tells it. */
export interface Upgrade {
  /** Path and query. */
  readonly url: string;
  /** A header by its name in small letters; several of one name are joined by commas. */
  header(name: string): string | undefined;
  /** The peer's own, which may be a proxy's. */
  readonly address: string | undefined;
  /** It came over TLS, as the runtime itself sees it. @default false */
  readonly isSecure?: boolean;
  /** The server takes connections on loopback addresses only. */
  readonly onLoopback: boolean;
}

/** One request that is no upgrade, as its runtime tells it. */
export interface PlainRequest extends Upgrade {
  readonly method: string;
  /** MUST NOT end the connection to the peer where it is not read to its end. */
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Where a chat is reached: what every adapter has to decide before there is a connection. */
export interface Endpoint {
  /** Judges an upgrade. What it gives takes over the socket once that is open, or closes it with the code that says why not. */
  judge(upgrade: Upgrade): (socket: Socket) => Connection;
  /**
   * Answers whatever is no upgrade: a client's question what is here, conversations where WebSocket does not get through, and beneath
   * `/uploads` the files of its messages. Never rejects.
   */
  answer(request: PlainRequest): Promise<Response>;
}

const names: readonly string[] = ["origins", "trustProxy", "onRefusedOrigin"] satisfies (keyof EndpointOptions)[];

/**
 * @param caller names the adapter's function in what is said to its user.
 * @param own names of the options that the adapter itself has beside these.
 * @throws {TypeError} names an option that cannot work, and the remedy.
 */
export function createEndpoint(
  caller: string,
  chat: Pick<Chat, "accept" | "uploads">,
  options: EndpointOptions,
  own: readonly string[] = [],
): Endpoint {
  if (typeof chat?.accept !== "function")
    throw new TypeError(`${caller}: there is no chat; pass what createChat returned`);
  const known = [...own, ...names];
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${caller}: ${JSON.stringify(options)} is no object of options; there are ${known.join(", ")}`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new TypeError(`${caller}: ${name} is not an option; there are ${known.join(", ")}`);
    }
  }
  const { origins = [], trustProxy = false, onRefusedOrigin = remedyLogger(caller) } = options;
  if (!Array.isArray(origins)) {
    throw new TypeError(
      `${caller}: origins is ${JSON.stringify(origins)}; write a list such as ["https://shop.example"]`,
    );
  }
  const hops = Number(trustProxy);
  if (!Number.isSafeInteger(hops) || hops < 0) {
    throw new TypeError(`${caller}: trustProxy is ${JSON.stringify(trustProxy)}; write true or the number of proxies`);
  }
  const listed = resolveOrigins(caller, origins);
  const tell = once((origin) => {
    try {
      onRefusedOrigin(origin);
    } catch (error) {
      // Any page can bring it about: it must not end the process.
      logger.warn(`${caller}: onRefusedOrigin failed`, error);
    }
  });
  const arriving = new Set<object>();

  function isAdmitted({ header, isSecure = false, onLoopback }: Upgrade): boolean {
    const origin = header("origin");
    const host = forwarded(header("x-forwarded-host"), hops) ?? header("host");
    // Behind a proxy it is the proxy that is on the same machine and speaks TLS, not the page.
    const isDirect = hops === 0 && header("x-forwarded-for") === undefined;
    const asked = { origin, host, isSecure: isSecure && isDirect, onLoopback: onLoopback && isDirect };
    const isRefused = origin !== undefined && !admits(listed, asked);
    if (isRefused) tell(origin);
    return !isRefused;
  }

  function openingOf({ url, header, address }: Upgrade, more: Pick<Opening, "language" | "request">): Opening {
    const origin = header("origin");
    const ip = forwarded(header("x-forwarded-for"), hops) ?? address;
    const cookie = header("cookie");
    return {
      ...more,
      url,
      ...(origin !== undefined && { origin }),
      ...(ip !== undefined && { ip }),
      ...(cookie !== undefined && { cookie }),
    };
  }

  return {
    judge(upgrade) {
      if (!isAdmitted(upgrade)) {
        return (socket) => {
          closeFor(socket, "forbidden");
          return nobody;
        };
      }
      const opening = openingOf(upgrade, { language: languageOf(upgrade.header("sec-websocket-protocol")) });
      return (socket) => chat.accept(socket, opening);
    },
    answer(request) {
      const path = uploadPathIn(request.url);
      if (path) {
        return answerUpload(request, path, {
          uploads: chat.uploads,
          opening: openingOf(request, { language: subprotocol }),
          isAdmitted: () => isAdmitted(request),
        });
      }
      return answerRequest(request, {
        arriving,
        isAdmitted: () => isAdmitted(request),
        accept: (socket, mode) =>
          chat.accept(
            socket,
            openingOf(request, { language: subprotocol, request: mode === "send" ? "speaks" : "listens" }),
          ),
      });
    },
  };
}

/** The language of a peer that sent these offers (`Sec-WebSocket-Protocol`). What it names is selected, unless it is `text`. */
export function languageOf(offers: string | undefined): Opening["language"] {
  return offers?.split(",").some((offer) => offer.trim() === subprotocol) ? subprotocol : "text";
}

const logger: Pick<Console, "warn"> = console;

function remedyLogger(caller: string): (origin: string) => void {
  return (origin) => {
    // No option names it: it is that of everybody's files and sandboxed frames.
    const isNobodys = origin === "null";
    logger.warn(
      isNobodys
        ? "ws-chat refused a page that has no site: one opened from a file, or in a sandboxed frame. Serve it over http"
        : `ws-chat refused a page of ${JSON.stringify(origin)}. To admit it, give ${caller} { origins: [${JSON.stringify(origin)}] }`,
    );
  };
}

const maxHeard = 100;

/** Calls `listener` once for each value, and no more at all after many: anybody can make up origins. */
function once(listener: (value: string) => void): (value: string) => void {
  const heard = new Set<string>();
  return (value) => {
    if (heard.has(value) || heard.size === maxHeard) return;
    heard.add(value);
    listener(value);
  };
}
