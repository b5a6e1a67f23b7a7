/** Where a conversation is held. */
export interface Endpoint {
  /** Names the endpoint in storage: its address without the room. */
  readonly key: string;
  /** The `ws:` or `wss:` address of `room`, or of whatever room the server chooses. */
  url(room: string | undefined): string;
}

/** The page an address is relative to, and whose scheme decides what it may reach. */
export interface Page {
  readonly base: string | undefined;
  readonly secure: boolean;
}

/** @throws {TypeError} for an address that no WebSocket can have from this page. */
export function resolveEndpoint(address: string, page: Page = thisPage()): Endpoint {
  if (!URL.canParse(address, page.base)) {
    throw new TypeError(`url "${address}" must be absolute here, such as wss://example.com/websocket`);
  }
  const key = new URL(address, page.base);
  key.protocol = key.protocol.replace("http", "ws");
  key.hash = "";
  if (!/^wss?:$/.test(key.protocol)) throw new TypeError(`url "${address}" must be ws:, wss:, http: or https:`);
  if (page.secure && key.protocol === "ws:") {
    throw new TypeError(`url "${address}" must be wss: (or https:), because this page is https:`);
  }
  return {
    key: key.href,
    url(room) {
      const url = new URL(key);
      if (room !== undefined) url.searchParams.set("room", room);
      return url.href;
    },
  };
}

function thisPage(): Page {
  // A frame made by srcdoc has no usable location, but a base.
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return { base, secure: globalThis.location?.protocol === "https:" };
}
