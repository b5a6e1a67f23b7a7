import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["page/index.html", "text/html; charset=utf-8"],
  "/demo.css": ["page/demo.css", "text/css; charset=utf-8"],
  "/demo.js": ["page/demo.js", "text/javascript; charset=utf-8"],
  "/inbox": ["inbox/inbox.html", "text/html; charset=utf-8"],
  "/inbox.css": ["inbox/inbox.css", "text/css; charset=utf-8"],
  "/inbox.js": ["inbox/inbox.js", "text/javascript; charset=utf-8"],
  "/icon.svg": ["../packages/ws-chat/front-page/icon.svg", "image/svg+xml"],
};
const script = /^\/ws-chat[a-z.-]*\.js$/;
const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
};

/** Answers with a file of the page; `false` where there is none. */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split("?", 1)[0] ?? "/";
  const entry = script.test(path)
    ? [`../packages/ws-chat/dist${path}`, "text/javascript; charset=utf-8"]
    : Object.hasOwn(files, path)
      ? files[path]
      : undefined;
  if (!entry || request.method !== "GET") return false;
  const [file, type] = entry;
  response.writeHead(200, { ...headers, "Content-Type": type }).end(readFileSync(new URL(file, import.meta.url)));
  return true;
}
