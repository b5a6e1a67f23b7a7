import { type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

/** The way from the page to the chat server. Cut, it ends as a pulled cable does: no goodbye, and nobody answers. */
export class Network {
  readonly #portOf: () => number | undefined;
  readonly #links = new Set<Duplex | ServerResponse>();
  #isCut = false;

  /** `portOf` tells where the chat server listens now, if it does. */
  constructor(portOf: () => number | undefined) {
    this.#portOf = portOf;
  }

  cut(): void {
    this.#isCut = true;
    for (const link of this.#links) link.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Carries an upgrade, and then whatever both sides say. */
  upgrade(request: IncomingMessage, page: Duplex, head: Buffer): void {
    const port = this.#port;
    if (port === undefined) return void page.destroy();
    const server = connect(port, "127.0.0.1");
    server.write(headOf(request));
    server.write(head);
    page.pipe(server).pipe(page);
    this.#links.add(page);
    page
      .on("error", () => {})
      .on("close", () => {
        this.#links.delete(page);
        server.destroy();
      });
    server.on("error", () => {}).on("close", () => page.destroy());
  }

  /** Carries a plain request. */
  request(request: IncomingMessage, response: ServerResponse): void {
    const port = this.#port;
    if (port === undefined) return void response.destroy();
    const { method, url: path, headers } = request;
    const asking = ask({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => response.destroy()).pipe(response);
    });
    asking.on("error", () => response.destroy());
    this.#links.add(response);
    response.on("close", () => {
      this.#links.delete(response);
      asking.destroy();
    });
    request.pipe(asking);
  }

  get #port(): number | undefined {
    return this.#isCut ? undefined : this.#portOf();
  }
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  return `${method} ${url} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
