import type { IncomingMessage, ServerResponse } from "node:http";
import type { Outage } from "./outage.ts";

export interface Control {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Tells every page what is up and what is down. */
  tell(): void;
}

/** The page's buttons: `POST /control/<what>/down` and `/up`; `GET /control/state` streams what is up. */
export function createControl(outages: Readonly<Record<string, Outage>>, facts: () => object): Control {
  const pages = new Set<ServerResponse>();
  const state = () => {
    const ends = Object.entries(outages).map(([name, { endsAt }]) => [name, endsAt ?? null]);
    return `data: ${JSON.stringify({ endsAt: Object.fromEntries(ends), ...facts() })}\n\n`;
  };
  const tell = () => {
    for (const page of pages) page.write(state());
  };
  for (const outage of Object.values(outages)) outage.onChange = tell;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === "GET" && request.url === "/control/state") {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }).write(state());
      pages.add(response);
      response.on("close", () => pages.delete(response));
      return;
    }
    const [, , name = "", wish] = request.url?.split("/") ?? [];
    const outage = Object.hasOwn(outages, name) ? outages[name] : undefined;
    if (request.method !== "POST" || !outage || (wish !== "down" && wish !== "up")) {
      response.writeHead(404).end();
    } else if (!isOwnPage(request)) {
      response.writeHead(403).end();
    } else {
      if (wish === "down") outage.begin();
      else outage.end();
      response.writeHead(204).end();
    }
  }
  return { answer, tell };
}

/** Only this page may break things. A loopback host: elsewhere, a name could be made to point here. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const { host = "", origin } = headers;
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) && origin === `http://${host}`;
}
