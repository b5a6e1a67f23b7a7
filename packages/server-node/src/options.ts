import { resolveOrigins } from "./origin.ts";

export interface AttachOptions {
  /** Where the chat answers, exactly; a query is the client's own. @default "/websocket" */
  readonly path?: string;
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

export interface ResolvedOptions {
  readonly path: string;
  readonly origins: ReadonlySet<string>;
  readonly hops: number;
  readonly onRefusedOrigin: (origin: string) => void;
}

export function resolveOptions({
  path = "/websocket",
  origins = [],
  trustProxy = false,
  onRefusedOrigin = logRemedy,
}: AttachOptions): ResolvedOptions {
  if (!/^\/[^?#\s]*$/.test(path)) {
    throw new TypeError(
      `attachChat: path is ${JSON.stringify(path)}; write a path such as "/websocket", without query`,
    );
  }
  if (!Array.isArray(origins)) {
    throw new TypeError(
      `attachChat: origins is ${JSON.stringify(origins)}; write a list such as ["https://shop.example"]`,
    );
  }
  const hops = Number(trustProxy);
  if (!Number.isSafeInteger(hops) || hops < 0) {
    throw new TypeError(`attachChat: trustProxy is ${JSON.stringify(trustProxy)}; write true or the number of proxies`);
  }
  return { path, origins: resolveOrigins(origins), hops, onRefusedOrigin: once(onRefusedOrigin) };
}

const logger: Pick<Console, "warn"> = console;

function logRemedy(origin: string): void {
  logger.warn(
    `ws-chat refused a page of ${JSON.stringify(origin)}. To admit it: attachChat(server, chat, { origins: [${JSON.stringify(origin)}] })`,
  );
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
