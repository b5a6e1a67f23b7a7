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
export function resolveEndpoint(address: string, page: Page = thisPage()): Endpoint {
  const url = URL.canParse(address, page.base) ? new URL(address, page.base) : undefined;
  if (!url || !/^(ws|http)s?:$/.test(url.protocol)) {
    throw new TypeError(`url "${address}" must be a ws:, wss:, http: or https: address, or relative to a page`);
  }
  url.protocol = url.protocol.replace("http", "ws");
  url.hash = "";
  if (page.secure && url.protocol === "ws:") {
    throw new TypeError(`url "${address}" must be wss: or https:, because this page is https:`);
  }
  const key = url.href;
  return {
    key,
    url(room) {
      if (room !== undefined) url.searchParams.set("room", room);
      return room === undefined ? key : url.href;
    },
  };
}

function thisPage(): Page {
  // A frame made by srcdoc has no usable location, but a base.
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return { base, secure: globalThis.location?.protocol === "https:" };
}
