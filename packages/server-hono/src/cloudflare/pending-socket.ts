import type { Socket } from "@ws-chat/server";

/** The socket of an upgrade that is not answered yet: what is said to it waits until it is known whether the peer is let in. */
export class PendingSocket implements Socket {
  /** Resolves when that is known. */
  readonly decided: Promise<void>;
  readonly #said: string[] = [];
  #closing: readonly [code: number, reason: string] | undefined;
  #decide: () => void = () => {};
  #socket: Socket | undefined;

  constructor() {
    this.decided = new Promise((resolve) => (this.#decide = resolve));
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Stands for `socket` from now on. */
  open(socket: Socket): void {
    this.#socket = socket;
    for (const text of this.#said.splice(0)) socket.send(text);
    if (this.#closing) socket.close(...this.#closing);
  }

  send(text: string): void {
    if (this.#socket) this.#socket.send(text);
    else this.#said.push(text);
  }

  close(...closing: readonly [code: number, reason: string]): void {
    if (this.#socket) return this.#socket.close(...closing);
    this.#closing ??= closing;
    this.#decide();
  }

  terminate(): void {
    if (this.#socket) this.#socket.terminate();
    else this.close(1001, "");
  }

  changed(): void {
    this.#socket?.changed?.();
    this.#decide();
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }
}
