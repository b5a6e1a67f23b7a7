import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileOfCode } from "./code.ts";
import { protocolPage } from "./protocol-page.ts";

const types = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
  txt: "text/plain",
} as const;
/** Paths, and the folder their files are in. */
const folders: readonly (readonly [path: RegExp, folder: string])[] = [
  [/^\/ws-chat[a-z.-]*\.js$/, "../packages/ws-chat/dist"],
  [/^\/ws-chat-themes(\/[a-z]+\.css)$/, "../packages/widget/themes"],
  [/^\/inbox\.(js|css)$/, "inbox"],
  [/^\/icon\.svg$/, "../packages/ws-chat/front-page"],
  [/^\/[a-z-]+\.(html|css|js)$/, "page"],
];
const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; frame-ancestors 'self'",
  "X-Content-Type-Options": "nosniff",
};

/** Answers with a file of the page; `false` where there is none. */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== "GET") return false;
  const path = request.url?.split("?", 1)[0] ?? "/";
  if (path === "/protocol") {
    send(response, "html", protocolPage());
    return true;
  }
  const file = fileOf(path);
  if (!file || !existsSync(file)) return false;
  const ending = path.startsWith("/code/") ? "txt" : file.pathname.replace(/.*\./, "");
  send(response, Object.hasOwn(types, ending) ? (ending as keyof typeof types) : "txt", readFileSync(file));
  return true;
}

function fileOf(path: string): URL | undefined {
  if (path === "/") return here("page/index.html");
  if (path === "/inbox") return here("inbox/inbox.html");
  if (path.startsWith("/code/")) return fileOfCode(path.slice("/code/".length));
  for (const [pattern, folder] of folders) {
    const found = pattern.exec(path);
    if (found) return here(folder + (found[1]?.startsWith("/") ? found[1] : path));
  }
  return undefined;
}

function send(response: ServerResponse, type: keyof typeof types, body: string | Buffer): void {
  response.writeHead(200, { ...headers, "Content-Type": `${types[type]}; charset=utf-8` }).end(body);
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
