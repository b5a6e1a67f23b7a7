import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { probe } from "./probe.ts";

/** What `probe` makes of a server that answers so, and what it asked. */
async function ask(answer: RequestListener): Promise<readonly [boolean, IncomingMessage]> {
  const request = Promise.withResolvers<IncomingMessage>();
  const server = createServer(answer).on("request", request.resolve).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const found = await probe(`ws://127.0.0.1:${port}/chat?room=a`);
  server.closeAllConnections();
  server.close();
  return [found, await request.promise];
}

describe("probe", () => {
  it("knows a ws-chat by its answer to a GET without credentials", async () => {
    const [found, { method, url, headers }] = await ask((_, response) => response.end('{"ws-chat":["v1"]}'));
    expect(found).toBe(true);
    expect({ method, url }).toEqual({ method: "GET", url: "/chat?room=a" });
    expect(headers.cookie ?? headers.authorization).toBeUndefined();
  });

  it.each([
    [400, 'Can "Upgrade" only to "WebSocket".'],
    [200, "<!doctype html>"],
    [200, '{"ws-chat":["v9"]}'],
    [200, '{"ws-chat":1}'],
    [200, "null"],
  ])("knows that %i %s is something else", async (status, body) => {
    const [found] = await ask((_, response) => response.writeHead(status).end(body));
    expect(found).toBe(false);
  });

  it("finds nothing where nobody listens", async () => {
    expect(await probe("ws://127.0.0.1:1/")).toBe(false);
  });
});
