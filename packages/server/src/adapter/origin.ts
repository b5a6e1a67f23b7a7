/** What one upgrade is judged by. `host` is the one the peer asked for, as its proxy reports it. */
export interface Asked {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** The server was reached over TLS, as far as is known. */
  readonly isSecure?: boolean;
  /** The server takes connections on loopback addresses only. */
  readonly onLoopback: boolean;
}

/**
 * Whether a page of `origin` may connect. No origin passes: browsers always name theirs, so there is no page to guard against. A page of our host
 * that came without TLS may be anybody's on the way, while the cookies are those of ours. Loopback pages pass where the server itself is asked for by, or listens on, a loopback name: both ends are one machine.
 */
export function admits(listed: ReadonlySet<string>, { origin, host, isSecure = false, onLoopback }: Asked): boolean {
  if (origin === undefined || listed.has(origin)) return true;
  const page = parseUrl(origin);
  if (!page) return false;
  // The origin's scheme, so that a default port counts as the port left out.
  const server = host && /^[^/?#@\\]+$/.test(host) ? parseUrl(`${page.protocol}//${host}`) : undefined;
  if (server && server.host === page.host && !(isSecure && page.protocol === "http:")) return true;
  return isLoopback(page.hostname) && (onLoopback || (server !== undefined && isLoopback(server.hostname)));
}

/**
 * The `origins` option as browsers write origins.
 * @throws {TypeError} names the entry that is none, and how to write it.
 */
export function resolveOrigins(caller: string, origins: readonly string[]): ReadonlySet<string> {
  return new Set(origins.map((text) => resolveOrigin(caller, text)));
}

function resolveOrigin(caller: string, text: string): string {
  const url = parseUrl(text);
  // Schemes of apps (`capacitor://localhost`) have the origin "null" in Node and keep their text in browsers.
  const origin = url && (url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin);
  // To `URL` a star is a letter like any other, and no page would ever come from there.
  if (
    !origin ||
    !url.host ||
    text.includes("*") ||
    `${origin}/` !== (url.href.endsWith("/") ? url.href : `${url.href}/`)
  ) {
    throw new TypeError(
      `${caller}: origins has ${JSON.stringify(text)}; write scheme, host and port only, of each site by itself, such as "https://shop.example"`,
    );
  }
  return origin;
}

/** Whether `hostname`, as {@link URL} or a socket's address writes it, names the machine itself. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|(::ffff:)?127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname);
}

/**
 * A forwarding header's value as the outermost of `hops` trusted proxies saw it. Each proxy appends to the list, so what stands
 * further left was written by the peer and proves nothing.
 */
export function forwarded(value: string | undefined, hops: number): string | undefined {
  if (hops === 0 || value === undefined) return undefined;
  const list = value.split(",");
  return list[Math.max(0, list.length - hops)]?.trim() || undefined;
}

function parseUrl(text: string): URL | undefined {
  // Not `canParse`: once optimised, Node 22's denies a Latin-1 host that is not ASCII.
  return URL.parse(text) ?? undefined;
}
