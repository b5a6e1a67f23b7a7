import type { IncomingMessage, ServerResponse } from "node:http";
import { subprotocol } from "@ws-chat/protocol";

const [language, version] = subprotocol.split(".");
const answer = JSON.stringify({ [`${language}`]: [version] });

/** Answers the plain request by which a client learns that a ws-chat endpoint is here. It says nothing secret, so any page may read it. */
export function answerProbe(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "application/json" }).end(answer);
}
