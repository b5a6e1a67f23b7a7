import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { subprotocol } from "@ws-chat/protocol";
import { WebSocketServer } from "ws";
import { ScriptedServer } from "./server.test-support.ts";

/** What came with one `POST`. */
export interface Uploaded {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real server that speaks as a test says and takes files as one says: `answers` in turn, the last of them ever after. */
export class UploadServer extends ScriptedServer {
  readonly uploaded: Uploaded[] = [];
  readonly #http: ReturnType<typeof createServer>;

  private constructor(http: ReturnType<typeof createServer>) {
    super(new WebSocketServer({ server: http, handleProtocols: () => subprotocol }));
    this.#http = http;
  }

  static async open(...answers: ((response: ServerResponse, upload: Uploaded) => void)[]): Promise<UploadServer> {
    const http = createServer().listen(0, "127.0.0.1");
    await once(http, "listening");
    const server = new UploadServer(http);
    http.on("request", async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const upload = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(pieces).toString() };
      server.uploaded.push(upload);
      (answers[server.uploaded.length - 1] ?? answers.at(-1) ?? take)(response, upload);
    });
    return server;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }
}

/** As the server does that takes everything. */
export function take(response: ServerResponse, { headers, body }: Uploaded): void {
  const name = /filename\*=UTF-8''(.*)/.exec(headers["content-disposition"] ?? "")?.[1] ?? "";
  const answer = {
    url: `./uploads/0123456789abcdefghijkl/${name}`,
    name: decodeURIComponent(name),
    type: headers["content-type"],
    size: Buffer.byteLength(body),
  };
  response.writeHead(201, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
}

export function refuse(status: number, code: string, message: string): (response: ServerResponse) => void {
  return (response) => response.writeHead(status).end(JSON.stringify({ type: "nack", code, message }));
}
