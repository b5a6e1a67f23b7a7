import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { limits } from "@ws-chat/protocol";
import type { Endpoint } from "@ws-chat/server/adapter";

/** Has `endpoint` answer a request that is no upgrade. */
export async function answerRequest(
  endpoint: Endpoint,
  request: IncomingMessage,
  response: ServerResponse,
  onLoopback: boolean,
): Promise<void> {
  const { status, headers, body } = await endpoint.answer({
    method: request.method ?? "GET",
    url: request.url ?? "/",
    header: (name) => request.headers[name]?.toString(),
    address: request.socket.remoteAddress,
    isSecure: "encrypted" in request.socket,
    onLoopback,
    // A refusal is to be read, which the end of the connection would prevent.
    body: request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>,
  });
  response.once("finish", () => drain(request));
  response.writeHead(status, Object.fromEntries(headers));
  if (!body || request.method === "HEAD") {
    response.end();
    return;
  }
  // For what has left the answer and the network does not take; Node looks a second time before it says so. A file may be played, and then it
  // pauses for as long as its listener does.
  if (request.method === "POST") response.setTimeout(limits.slowMs, () => response.destroy());
  // A peer that goes is no error: the pipeline cancels the answer.
  await pipeline(readableOf(body), response).catch(() => {});
}

/** What is left of a refused body stands before the next request on this connection, and before its answer is read by some browsers. */
function drain(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.destroy(), limits.requestMs);
  request.once("close", () => clearTimeout(timer)).resume();
}

function readableOf(body: unknown): Readable {
  // The cast: where a browser's types are around as well, they and Node's disagree on what a stream is.
  return Readable.fromWeb(body as ReadableStream);
}
