import type { Opening } from "@ws-chat/server";

/** What the Worker knows of a peer, for the object that takes it over. Nobody else can reach an object. */
const header = "x-ws-chat-opening";

/** The upgrade of `request`, on its way to an object. */
export function forwarded(request: Request, opening: Opening): Request {
  // Headers take no other characters.
  const headers = { Upgrade: "websocket", [header]: encodeURIComponent(JSON.stringify(opening)) };
  return new Request(request.url, { headers });
}

/** What the Worker has found out; `undefined` where a request is no upgrade that it forwarded. */
export function openingIn(request: Request): Opening | undefined {
  const written = request.headers.get(header);
  // The cast: only `forwarded` wrote it.
  return written === null ? undefined : (JSON.parse(decodeURIComponent(written)) as Opening);
}
