import { DurableObject } from "cloudflare:workers";
import type { Chat, Draft, Opening, RoomHandle } from "@ws-chat/server";
import type { Whereabouts } from "@ws-chat/server/host";
import { openingIn } from "./forwarding.ts";
import { closeBack } from "./object-socket.ts";
import { RoomObject } from "./room-object.ts";
import type { ObjectSocket, ObjectState } from "./workers.ts";

/** What a Worker asks of one room's object. */
export interface ChatRoomObject {
  /** Takes over what the Worker has let in. */
  fetch(request: Request): Promise<Response>;
  /** @internal */
  locate(opening: Opening, hello: Parameters<RoomObject["hosted"]["locate"]>[1]): Promise<Whereabouts>;
  send(room: string, draft: Draft, options?: Parameters<RoomHandle["send"]>[1]): ReturnType<RoomHandle["send"]>;
  history(room: string, range?: Parameters<RoomHandle["history"]>[0]): ReturnType<RoomHandle["history"]>;
  members(room: string): Promise<ReturnType<RoomHandle["members"]>>;
  typing(room: string, on: boolean): Promise<void>;
  remove(room: string): Promise<void>;
  disconnect(user: string): Promise<number>;
}

/** A class of Durable Objects. */
export type ChatRoomClass<Env> = new (state: ObjectState, env: Env) => ChatRoomObject;

/**
 * The class of the objects that hold one room each, to be exported by the Worker and bound to a namespace. `create` is called whenever an
 * object wakes; the chat's log is the object's own storage.
 * @example export const ChatRoom = chatRoom((env: Env) => createChat({ onMessage: (message) => `You said ${message.text}` }));
 */
export function chatRoom<Env = unknown>(create: (env: Env) => Chat): ChatRoomClass<Env> {
  return class ChatRoom extends DurableObject implements ChatRoomObject {
    readonly #object: RoomObject;

    constructor(state: ObjectState, env: Env) {
      super(state, env);
      this.#object = new RoomObject(state, () => create(env));
    }

    async fetch(request: Request): Promise<Response> {
      const opening = openingIn(request);
      if (!opening) return new Response(null, { status: 400 });
      return request.headers.has("upgrade") ? this.#object.accept(opening) : this.#object.answer(request, opening);
    }

    webSocketMessage(socket: ObjectSocket, data: unknown): void {
      this.#object.received(socket, data);
    }

    webSocketClose(socket: ObjectSocket, code: number): void {
      this.#object.closed(socket);
      closeBack(socket, code);
    }

    webSocketError(socket: ObjectSocket): void {
      this.#object.closed(socket);
    }

    alarm(): Promise<void> {
      return this.#object.rung();
    }

    locate(...asked: Parameters<ChatRoomObject["locate"]>): Promise<Whereabouts> {
      return this.#object.hosted.locate(...asked);
    }

    send(room: string, ...said: Parameters<RoomHandle["send"]>): ReturnType<RoomHandle["send"]> {
      return this.#room(room).send(...said);
    }

    history(room: string, ...range: Parameters<RoomHandle["history"]>): ReturnType<RoomHandle["history"]> {
      return this.#room(room).history(...range);
    }

    async members(room: string): Promise<ReturnType<RoomHandle["members"]>> {
      return this.#room(room).members();
    }

    async typing(room: string, on: boolean): Promise<void> {
      this.#room(room).typing(on);
    }

    remove(room: string): Promise<void> {
      return this.#room(room).remove();
    }

    async disconnect(user: string): Promise<number> {
      return this.#object.hosted.chat.disconnect({ user });
    }

    #room(id: string): RoomHandle {
      return this.#object.hosted.chat.room(id);
    }
  };
}
