import {
  type CloseName,
  decodeClientFrame,
  fitsBytes,
  type Hello,
  limits,
  pongText,
  ProtocolError,
} from "@ws-chat/protocol";
import { closeFor, sayBye } from "../connection/ending.ts";
import type { Connection, Socket } from "../socket.ts";
import type { Whereabouts } from "./hosted-chat.ts";

/** Reads the hello of somebody who named no room, and sends them to the one that `locate` finds. What rejects there is `internalError`. */
export class FirstContact implements Connection {
  readonly #socket: Socket;
  readonly #locate: (hello: Hello) => Promise<Whereabouts>;
  /** Told when nothing more is said. */
  #onEnd: (() => void) | undefined;
  readonly #timer: ReturnType<typeof setTimeout>;
  #phase: "hello" | "locating" | "ended" = "hello";

  constructor(socket: Socket, locate: (hello: Hello) => Promise<Whereabouts>, helloMs: number = limits.helloMs) {
    this.#timer = setTimeout(() => this.#end("helloTimeout"), helloMs);
    this.#socket = socket;
    this.#locate = locate;
  }

  receive(data: unknown): void {
    if (this.#phase === "ended") return;
    if (typeof data !== "string") return this.#end("unsupportedData");
    if (!fitsBytes(data, limits.frameBytes)) return this.#end("messageTooBig");
    try {
      const frame = decodeClientFrame(data);
      if (!frame) return;
      if (frame.type === "ping") this.#socket.send(pongText);
      else if (frame.type === "hello" && this.#phase === "hello") void this.#send(frame);
      else this.#end("badFrame", `${frame.type} before welcome`);
    } catch (error) {
      this.#end("badFrame", error instanceof ProtocolError ? error.message : "");
    }
  }

  heard(): void {}

  closed(): void {
    this.#phase = "ended";
    clearTimeout(this.#timer);
    this.#onEnd?.();
  }

  async answered(): Promise<void> {
    if (this.#phase === "locating") await new Promise<void>((resolve) => (this.#onEnd = resolve));
  }

  async #send(hello: Hello): Promise<void> {
    this.#phase = "locating";
    clearTimeout(this.#timer);
    try {
      const found = await this.#locate(hello);
      if ("refusal" in found) this.#end(found.refusal);
      else this.#end("moved", undefined, found.room);
    } catch {
      this.#end("internalError");
    }
  }

  #end(name: CloseName, detail?: string, room?: string): void {
    if (this.#phase === "ended") return;
    sayBye(this.#socket, name, room);
    closeFor(this.#socket, name, detail);
    this.closed();
  }
}
