import { readFileSync, statSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isLoopback } from "@ws-chat/server/adapter";
import sirv from "sirv";
import { defaultData } from "./arguments.ts";
import { CommandError } from "./command-error.ts";
import { ownFiles } from "./own-files.ts";

export interface SiteOptions {
  /** Where the chat answers, for the front page. */
  readonly path: string;
  /** A person's own files instead of the front page. */
  readonly publicFolder: string | undefined;
  /** The server's own files: nobody is given them, wherever they are. */
  readonly own: readonly string[];
  /** How it goes, for those who run it. */
  readonly health: () => object;
}

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const frontPage = fileURLToPath(new URL("../front-page/", import.meta.url));
const policy = [
  "default-src 'self'",
  "require-trusted-types-for 'script'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * Answers everything but the chat itself: the scripts and themes, the front page or a person's own files, and /health.
 * @throws {CommandError} when there is no such folder.
 */
export function createSite({ path, publicFolder, own, health }: SiteOptions): RequestListener {
  if (publicFolder !== undefined && !statSync(publicFolder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError(`--public ${publicFolder}: there is no such folder`);
  }
  const scripts = sirv(dist, { dev: true, etag: true });
  const folder = publicFolder ?? frontPage;
  const files = sirv(folder, { dev: true, etag: true });
  // The default one may be there from another time.
  const isOwn = ownFiles([...own, join(folder, defaultData)]);
  const page = publicFolder === undefined ? readFrontPage(path) : undefined;

  return (request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return say(response, 405, "Method not allowed.");
    }
    // A whole file is a right answer to any range, and sirv throws on some.
    delete request.headers.range;
    // What is judged here is what sirv then looks for, which cuts off a fragment, too.
    request.url = request.url?.split(/[?#]/, 1)[0] ?? "/";
    const pathname = decode(request.url);
    const missing = () => say(response, 404, "There is nothing here.");

    if (pathname === "/health") {
      response.setHeader("Cache-Control", "no-store");
      response
        .setHeader("Content-Type", "application/json")
        .end(JSON.stringify({ ok: true, ...(isAskedHere(request) && health()) }));
    } else if (/^\/ws-chat([\w.-]*\.js(\.map|\.LICENSE\.txt)?|-themes\/[\w-]+\.css)$/.test(pathname)) {
      response.setHeader("Access-Control-Allow-Origin", "*");
      scripts(request, response, missing);
    } else if (page !== undefined && pathname === "/") {
      response.setHeader("Content-Security-Policy", policy);
      response.setHeader("Cache-Control", "no-cache");
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
    } else if (isHidden(pathname) || isOwn(join(folder, pathname))) {
      missing();
    } else {
      files(request, response, missing);
    }
  };
}

/** From this machine, and for nobody behind a proxy on it. */
function isAskedHere({ socket, headers }: IncomingMessage): boolean {
  const isPassedOn = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return !isPassedOn && isLoopback(socket.remoteAddress ?? "");
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function readFrontPage(path: string): string {
  const escaped = path.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return readFileSync(`${frontPage}index.html`, "utf8").replaceAll('"/websocket"', () => `"${escaped}"`);
}

/** Dot files hold what is nobody else's business, and sirv gives them out where it reads the folder afresh. */
function isHidden(pathname: string): boolean {
  return /\/\.(?!well-known(\/|$))/.test(pathname);
}

function decode(pathname: string): string {
  try {
    return decodeURI(pathname);
  } catch {
    return pathname;
  }
}
