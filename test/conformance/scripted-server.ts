import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { Dialogue, Step } from "./dialogue.ts";
import { type Bindings, fill, mismatch } from "./placeholders.ts";
import { SocketPeer } from "./socket-peer.ts";

/** Plays the server's half of a dialogue, to whoever connects. */
export class ScriptedServer {
  readonly #server: WebSocketServer;
  readonly #queries: string[] = [];
  readonly #peers: SocketPeer[] = [];
  #connected: (() => void) | undefined;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket, request) => {
      this.#peers.push(new SocketPeer(socket));
      this.#queries.push(decodeURIComponent(request.url?.replace(/^[^?]*/, "") ?? ""));
      this.#connected?.();
    });
  }

  static async listen(): Promise<ScriptedServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    return new ScriptedServer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/websocket`;
  }

  /** @throws {Error} at the first step where the client does not do its part. */
  async play({ steps }: Dialogue): Promise<void> {
    const bound: Bindings = new Map();
    for (const [at, step] of steps.entries()) {
      const wrong = await this.#play(step, bound);
      if (wrong) throw new Error(`step ${at + 1}, ${JSON.stringify(step)}: ${wrong}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#peers) await peer.drop();
    this.#server.close();
  }

  async #play(step: Step, bound: Bindings): Promise<string | undefined> {
    if (step.connect !== undefined) {
      if (this.#queries.length === 0) await new Promise<void>((resolve) => (this.#connected = resolve));
      return mismatch(fill(step.connect, bound), this.#queries.shift(), bound, "the query");
    }
    const peer = this.#peers.at(-1);
    if (step.client !== undefined) {
      const arrival = await peer?.next();
      return arrival && "frame" in arrival ? mismatch(step.client, arrival.frame, bound) : "the client said nothing";
    }
    if (step.server !== undefined) peer?.send(fill(step.server, bound));
    else if (step.close !== undefined) peer?.close(step.close);
    else return "no server can play this";
    return undefined;
  }
}
