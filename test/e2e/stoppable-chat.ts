import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";

/** A chat without a handler's answers whose server goes away and comes back at the same port, with all it has stored. */
export class StoppableChat {
  readonly #chat: Chat;
  readonly #origins: string[];
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(origins: string[], options: Pick<ChatOptions, "uploads"> = {}) {
    this.#origins = origins;
    this.#chat = createChat({
      onMessage: () => {},
      limits: { rate: { perSecond: 1_000, burst: 1_000 } },
      ...options,
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/websocket`;
  }

  async start(): Promise<void> {
    if (this.#server?.listening) return;
    const server = createServer();
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    attachChat(server, this.#chat, { origins: this.#origins });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** What is stored of `room`, in order. */
  async texts(room: string): Promise<string[]> {
    return (await this.#chat.room(room).history()).map(({ text }) => text);
  }

  async end(): Promise<void> {
    await this.#chat.close();
    await this.stop();
  }
}
