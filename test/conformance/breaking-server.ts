import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { linesOf } from "./answer.ts";
import { ask } from "./ask.ts";

/** A request on its way to a server that keeps the rules. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Each character a byte. */
  readonly body: string;
}

/** What its answer begins with. */
export interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** How a rule is broken: what is done to requests and answers. */
export interface Breaking {
  readonly request?: (asked: Asked) => Asked;
  readonly answer?: (told: Told, asked: Asked) => Told;
  /** What stands in the place of a line. */
  readonly line?: (line: string, asked: Asked) => readonly string[];
  /** Lines wait for the end. */
  readonly holdsBack?: true;
  /** The answer ends behind that line, or never. */
  readonly endsBehind?: RegExp;
  readonly neverEnds?: true;
}

/** Stands before a server and breaks its promises, one at a time. */
export class BreakingServer {
  readonly #server: Server;
  breaking: Breaking = {};

  private constructor(upstream: string) {
    this.#server = createServer((request, response) => void this.#relay(upstream, request, response));
  }

  static async listen(upstream: string): Promise<BreakingServer> {
    const breaking = new BreakingServer(upstream);
    breaking.#server.listen(0, "127.0.0.1");
    await once(breaking.#server, "listening");
    return breaking;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/websocket`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #relay(upstream: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { breaking } = this;
    const { method = "GET", url: path = "/", headers } = request;
    const whole = { method, path, headers, body: (await buffer(request)).toString("latin1") };
    const asked = breaking.request?.(whole) ?? whole;
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const answer = await ask(upstream + asked.path, {
        method: asked.method,
        // As they were, with the host that was asked for.
        headers: stringsOf(asked.headers),
        ...(asked.method === "POST" && { body: Buffer.from(asked.body, "latin1") }),
        signal: gone.signal,
      });
      answer.on("error", () => {});
      const { "transfer-encoding": _, connection: __, "content-length": ___, ...told } = answer.headers;
      const start = { status: answer.statusCode ?? 0, headers: told };
      const begun = breaking.answer?.(start, asked) ?? start;
      response.writeHead(begun.status, stringsOf(begun.headers));
      if (!breaking.holdsBack) response.flushHeaders();
      if (!/json/.test(headers["content-type"] ?? "") && !/json/.test(String(told["content-type"]))) {
        response.end(await buffer(answer));
        return;
      }
      await relayLines(answer, response, breaking, asked);
    } catch {
      response.destroy();
    }
  }
}

async function relayLines(
  answer: IncomingMessage,
  response: ServerResponse,
  { line: change = (line) => [line], holdsBack, endsBehind, neverEnds }: Breaking,
  asked: Asked,
): Promise<void> {
  const held: string[] = [];
  for await (const line of linesOf(answer)) {
    const lines = change(line, asked);
    if (holdsBack) held.push(...lines);
    else for (const each of lines) response.write(each);
    if (endsBehind?.test(line)) break;
  }
  for (const each of held) response.write(each);
  if (!neverEnds) response.end();
}

function stringsOf(headers: IncomingHttpHeaders): Record<string, string> {
  const { "content-length": _, "transfer-encoding": __, connection: ___, ...others } = headers;
  return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
}
