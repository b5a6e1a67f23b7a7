import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { patienceMs } from "./inbox.ts";

export interface Asking {
  /** @default POST */
  readonly method?: string;
  /** @default Content-Type: application/json */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the request, and its answer. */
  readonly signal?: AbortSignal;
}

const json = { "Content-Type": "application/json" };

/** Makes one request to an `http:` or `https:` URL, on a connection of its own. */
export async function ask(
  url: string,
  { method = "POST", headers = json, body, signal }: Asking,
): Promise<IncomingMessage> {
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { "Content-Length": String(Buffer.byteLength(body)) }) },
    agent: false,
    ...(signal && { signal }),
  });
  const timer = setTimeout(() => request.destroy(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  // A server that answers before it has read everything may hang up on the rest.
  request.on("error", () => {});
  request.end(body);
  const [response] = await answered.finally(() => clearTimeout(timer));
  return response;
}
