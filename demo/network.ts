import { type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { type Duplex, Transform } from "node:stream";

/** How long each piece is held on a slow way. */
const slowMs = 700;

/** The way from the page to the chat server. Cut, it ends as a pulled cable does: no goodbye, and nobody answers. */
export class Network {
  readonly #portOf: () => number | undefined;
  readonly #upgraded = new Set<Duplex>();
  readonly #answers = new Set<ServerResponse>();
  #isCut = false;
  #isSlow = false;
  #blocksWebSocket = false;

  /** `portOf` tells where the chat server listens now, if it does. */
  constructor(portOf: () => number | undefined) {
    this.#portOf = portOf;
  }

  cut(): void {
    this.#isCut = true;
    for (const link of [...this.#upgraded, ...this.#answers]) link.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  slow(isSlow: boolean): void {
    this.#isSlow = isSlow;
  }

  /** As a proxy does that knows only requests and answers: it ends what was upgraded, and refuses more. */
  blockWebSocket(isBlocked: boolean): void {
    this.#blocksWebSocket = isBlocked;
    if (isBlocked) for (const link of this.#upgraded) link.destroy();
  }

  /** Carries an upgrade, and then whatever both sides say. */
  upgrade(request: IncomingMessage, page: Duplex, head: Buffer): void {
    const port = this.#port;
    if (port === undefined) return void page.destroy();
    if (this.#blocksWebSocket) {
      return void page.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    const server = connect(port, "127.0.0.1");
    server.write(headOf(request));
    server.write(head);
    page.pipe(this.#hold()).pipe(server).pipe(this.#hold()).pipe(page);
    this.#upgraded.add(page);
    page
      .on("error", () => {})
      .on("close", () => {
        this.#upgraded.delete(page);
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
      answer
        .on("error", () => response.destroy())
        .pipe(this.#hold())
        .pipe(response);
    });
    asking.on("error", () => response.destroy());
    this.#answers.add(response);
    response.on("close", () => {
      this.#answers.delete(response);
      asking.destroy();
    });
    request.pipe(asking);
  }

  get #port(): number | undefined {
    return this.#isCut ? undefined : this.#portOf();
  }

  /** Holds each piece while the way is slow; none overtakes another. */
  #hold(): Transform {
    return new Transform({
      transform: (piece, _encoding, done) => {
        if (this.#isSlow) setTimeout(done, slowMs, null, piece);
        else done(null, piece);
      },
    });
  }
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  return `${method} ${url} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
