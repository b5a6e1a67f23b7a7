import { once } from "node:events";
import type { Writable } from "node:stream";
import type { ServerFrame } from "@ws-chat/protocol";
import { WebSocket } from "ws";

type FrameOf<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** A client without manners: it sends whatever it is told, frame by frame, and keeps what it hears. */
export class Peer {
  readonly socket: WebSocket;
  readonly heard: ServerFrame[] = [];
  /** Close code and reason, as the server gave them. */
  readonly ended: Promise<readonly [number, string]>;
  #arrival = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.ended = once(socket, "close").then(([code, reason]) => [code, String(reason)] as const);
    socket.on("error", () => {});
    socket.on("message", (data) => {
      // The cast: of its three kinds of data, `ws` gives buffers unless told otherwise.
      this.heard.push(JSON.parse((data as Buffer).toString()));
      this.#arrival.resolve();
      this.#arrival = Promise.withResolvers();
    });
  }

  static async open(url: string): Promise<Peer> {
    const peer = new Peer(new WebSocket(url, "ws-chat.v1"));
    await Promise.race([once(peer.socket, "open"), peer.ended]);
    return peer;
  }

  /** A peer that has been welcomed. */
  static async welcomed(url: string, hello: object = {}): Promise<Peer> {
    const peer = await Peer.open(url);
    peer.send({ type: "hello", ...hello });
    await peer.hears("welcome");
    return peer;
  }

  send(frame: object | string | Buffer): void {
    this.socket.send(typeof frame === "string" || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Bytes as they are, without a frame around them. */
  write(bytes: Buffer): void {
    // The cast: `ws` keeps the TCP socket to itself.
    (this.socket as unknown as { _socket: Writable })._socket.write(bytes);
  }

  async hears<T extends ServerFrame["type"]>(
    type: T,
    suits: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    for (;;) {
      const found = this.heard.find((frame): frame is FrameOf<T> => frame.type === type && suits(frame as FrameOf<T>));
      if (found) return found;
      await this.#arrival.promise;
    }
  }

  /** Writes, and waits for the echo: proof that the server is at work. */
  async chats(text: string): Promise<void> {
    const n = 1 + this.heard.filter(({ type }) => type === "ack").length;
    this.send({ type: "send", n, id: `m${n}`, text });
    await this.hears("entry", (entry) => entry.text === `Server echoed: ${text}`);
  }
}
