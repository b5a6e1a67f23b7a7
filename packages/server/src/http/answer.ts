import { closeCodes } from "@ws-chat/protocol";
import { reasonOf } from "../connection/ending.ts";
import type { Connection, Socket } from "../socket.ts";
import { plainHeaders as plain, preflight, readableBy } from "./cors.ts";
import { openExchange } from "./exchange.ts";
import { answerProbe } from "./probe.ts";
import { type Exchange, readExchange, type Refusal } from "./request-body.ts";

/** A request as far as it is looked at here. */
interface Asked {
  readonly method: string;
  /** A header by its name in small letters. */
  header(name: string): string | undefined;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** The chat that is asked. */
interface Answerer {
  /** Whether pages of the request's origin may talk to it. */
  isAdmitted(): boolean;
  accept(socket: Socket, mode: Exchange["mode"]): Connection;
  /** The bodies that are on their way. */
  readonly arriving: Set<object>;
}

/** Until a body is there nobody knows whom it comes from, and each may take what `requestBytes` allows. */
const maxArriving = 500;

const methods = "GET, HEAD, POST, OPTIONS";

/** Answers a request that is no upgrade. Never rejects. */
export async function answerRequest(request: Asked, { isAdmitted, accept, arriving }: Answerer): Promise<Response> {
  const { method, header, body } = request;
  switch (method) {
    case "GET":
    case "HEAD":
      return answerProbe(plain);
    case "OPTIONS":
      return new Response(null, {
        status: 204,
        headers: {
          ...plain,
          Allow: methods,
          ...(isAdmitted() ? preflight(header("origin"), "Content-Type") : { Vary: "Origin" }),
        },
      });
    case "POST":
      break;
    default:
      return new Response(null, {
        status: 405,
        headers: { ...plain, "Access-Control-Allow-Origin": "*", Allow: methods },
      });
  }
  if (!isAdmitted()) return refuse({ status: 403, name: "forbidden", detail: "" }, { ...plain, Vary: "Origin" });
  const headers = { ...plain, ...readableBy(header("origin")) };
  if (arriving.size >= maxArriving) return refuse({ status: 503, name: "tryAgainLater", detail: "" }, headers);
  arriving.add(request);
  const asked = await readExchange(body, header("content-type"));
  arriving.delete(request);
  if ("status" in asked) return refuse(asked, headers);
  const lines = openExchange(asked, (socket) => accept(socket, asked.mode));
  return new Response(lines, { headers: { ...headers, ...flowing } });
}

const linesType = "application/x-ndjson";
/** Asks whoever is on the way to hold no line back: those that compress, and nginx. */
const flowing = {
  "Content-Type": linesType,
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

function refuse({ status, name, detail }: Refusal, headers: Readonly<Record<string, string>>): Response {
  const bye = { type: "bye", code: closeCodes[name].code, reason: reasonOf(name, detail) };
  return new Response(`${JSON.stringify(bye)}\n`, { status, headers: { ...headers, "Content-Type": linesType } });
}
