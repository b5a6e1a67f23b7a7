/** Where a conversation is held. */
export interface Endpoint {
  /** Names the endpoint in storage: its address without the room. */
  readonly key: string;
  /** The `ws:` or `wss:` address of `room`, or of whatever room the server chooses. */
  url(room: string | undefined): string;
}

/** The page that an address is relative to, and whose scheme decides what it may reach. */
export interface Page {
  readonly base: string | undefined;
  readonly secure: boolean;
}

/** @throws {TypeError} for an address that no WebSocket can have from this page. */
export function resolveEndpoint(address: string, { base, secure }: Page = thisPage()): Endpoint {
  // Plain JavaScript may leave it out, and then it is no path of that name.
  const url = new URL(address && URL.canParse(address, base) ? address : "none:", base);
  url.protocol = url.protocol.replace("http", "ws");
  url.hash = "";
  if (!(secure ? /^wss:/ : /^wss?:/).test(url.protocol)) {
    const wanted = secure ? "wss: or https: on this https: page" : "ws:, wss:, http: or https:";
    throw new TypeError(`url "${address}" must be ${wanted}`);
  }
  const key = url.href;
  return {
    key,
    url(room) {
      if (room === undefined) return key;
      url.searchParams.set("room", room);
      return url.href;
    },
  };
}

function thisPage(): Page {
  // A frame made by srcdoc has no usable location, but a base.
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return { base, secure: globalThis.location?.protocol === "https:" };
}
