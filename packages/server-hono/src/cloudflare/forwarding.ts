import type { Opening } from "@ws-chat/server";

/** What the Worker knows of a peer, for the object that takes it over. Nobody else can reach an object. */
const header = "x-ws-chat-opening";

/** `request`, on its way to an object. */
export function forwarded(request: Request, opening: Opening): Request {
  const headers = new Headers(request.headers);
  // Headers take no other characters.
  headers.set(header, encodeURIComponent(JSON.stringify(opening)));
  return new Request(request, { headers });
}

/** What the Worker has found out; `undefined` where a request is none that it forwarded. */
export function openingIn(request: Request): Opening | undefined {
  const written = request.headers.get(header);
  // The cast: only `forwarded` wrote it.
  return written === null ? undefined : (JSON.parse(decodeURIComponent(written)) as Opening);
}
