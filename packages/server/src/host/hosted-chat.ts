import type { CloseName, Hello } from "@ws-chat/protocol";
import type { Chat } from "../chat-types.ts";
import { admit } from "../connection/admission.ts";
import type { Core } from "../core.ts";
import { isVisitor } from "../identity.ts";
import type { Connection, Forgotten, Kept, Opening, Socket } from "../socket.ts";
import { wake } from "./wake.ts";

/** Where a hello leads, or why nowhere. */
export type Whereabouts = { readonly room: string } | { readonly refusal: CloseName };

/** A chat, as its host sees it. */
export class HostedChat {
  readonly chat: Chat;
  readonly #core: Core;

  constructor(chat: Chat, core: Core) {
    this.chat = chat;
    this.#core = core;
  }

  /** Makes a connection again from what it was kept as. Ends it where that cannot be done. */
  wake(socket: Socket, kept: Kept | Forgotten | undefined): Promise<Connection> {
    return wake(this.#core, socket, kept);
  }

  /** All connections that were kept are made again. */
  woken(): void {
    for (const { people } of this.#core.rooms) people?.woken();
  }

  /** Finds the room of somebody who did not name one. Never rejects. */
  async locate(opening: Opening, hello: Hello): Promise<Whereabouts> {
    const { options } = this.#core;
    try {
      const admission = await admit(options, opening, hello);
      if ("refusal" in admission) return { refusal: admission.refusal };
      // A visitor without a secret is somebody else at the next connection, and would find that room closed.
      if (isVisitor(admission.user) && hello.secret === undefined) return { refusal: "unauthorized" };
      return { room: admission.room };
    } catch (error) {
      options.onError(error, {});
      return { refusal: "internalError" };
    }
  }

  /** Resolves when no append and no handler is under way. */
  idle(): Promise<void> {
    return this.#core.work.idle();
  }
}
