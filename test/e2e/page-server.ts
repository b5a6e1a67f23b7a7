import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";

const dist = new URL("../../packages/ws-chat/dist/", import.meta.url);

/** Serves `file`, one of our built scripts. */
export const serveScript =
  (file: string): RequestListener =>
  async (_request, response) => {
    response.setHeader("Content-Type", "text/javascript").end(await readFile(new URL(file, dist)));
  };

/** Somebody's site: one page at `/` whose body is `body`, with our built script beside it, and whatever else it has. */
export async function servePage(
  body: string,
  routes: Readonly<Record<string, RequestListener>> = {},
): Promise<{ url: string; server: Server; close(): Promise<void> }> {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title>
<script type="module" src="/ws-chat.js"></script>${body}</html>`;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://site.test").pathname;
    if (routes[path]) {
      routes[path](request, response);
    } else if (/^\/ws-chat(-http)?\.js$/.test(path)) {
      serveScript(path.slice(1))(request, response);
    } else if (path === "/") {
      response.setHeader("Content-Type", "text/html").end(page);
    } else {
      response.writeHead(404).end("not found");
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    server,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
